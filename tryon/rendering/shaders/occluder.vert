#version 410 core
// Occluders arrive in OpenGL eye axes.
layout(location = 0) in vec3 in_position;
layout(std140) uniform Frame {
    mat4 clip_from_eye;
    vec4 sh[4];
    vec4 environment;
    vec4 even_light;
};
void main() { gl_Position = clip_from_eye * vec4(in_position, 1.0); }
