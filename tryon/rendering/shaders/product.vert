#version 410 core
// Product vertices: temple flex in the product frame, then to OpenGL eye axes.
layout(location = 0) in vec3 in_position;
layout(location = 1) in vec3 in_normal;
layout(location = 2) in vec2 in_uv;

layout(std140) uniform Frame {
    mat4 clip_from_eye;
    vec4 sh[4];            // order (1, y, z, x), rgb
    vec4 key_direction;    // xyz towards the main light, w its share of the light
    vec4 environment;      // x highest mip level, y brightness of the unseen room
    vec4 even_light;       // rgb mean of the environment
};
layout(std140) uniform Part {
    mat4 eye_from_product;
    vec4 flex;             // hinge z, 1 / (hinge z - ear z), signed spread, lift
    vec4 fade_row;         // subject z = dot(fade_row, (eye, 1))
    vec4 fade;             // start z, end z, 1 if the part fades
    vec4 base_color;       // rgb, opacity
    vec4 surface;          // metallic, roughness, 1 if textured
    vec4 tint_top;         // rgb, product y
    vec4 tint_bottom;      // rgb, product y
    vec4 mirror;           // rgb
};

out vec3 eye_position;
out vec3 eye_normal;
out vec2 uv;
out float subject_z;

void main() {
    float turn = max(0.0, (flex.x - in_position.z) * flex.y);
    float behind = turn > 0.0 ? flex.y : 0.0;
    vec3 position = in_position + vec3(flex.z * turn, flex.w * turn, 0.0);
    // A shear moves normals by its inverse transpose.
    vec3 normal = in_normal;
    normal.z += behind * (flex.z * normal.x + flex.w * normal.y);
    vec4 eye = eye_from_product * vec4(position, 1.0);
    eye_position = eye.xyz;
    eye_normal = mat3(eye_from_product) * normal;
    uv = in_uv;
    subject_z = dot(fade_row, eye);
    gl_Position = clip_from_eye * eye;
}
