#version 410 core
// Lenses: colour and transmission behind are multiplied (by the blend function), what the
// lens reflects goes to a target of its own. All targets hold square roots.
layout(std140) uniform Frame {
    mat4 clip_from_eye;
    vec4 sh[4];
    vec4 environment;
    vec4 even_light;
};
layout(std140) uniform Part {
    mat4 eye_from_product;
    vec4 flex;
    vec4 fade_row;
    vec4 fade;
    vec4 base_color;
    vec4 surface;
    vec4 tint_top;
    vec4 tint_bottom;
    vec4 mirror;           // rgb, share of even light that coatings take
};
in vec3 through;
in vec3 reflected;
#ifdef COVERED
uniform sampler2D cover_map;   // what lies before the part, over the drawn window, top row first
uniform vec2 cover_step;       // a sample's share of the window
#endif

layout(location = 0) out vec4 color;
layout(location = 1) out vec4 transmission;
layout(location = 2) out vec4 reflection;

void main() {
#ifdef COVERED
    vec2 at = gl_FragCoord.xy * cover_step;
    float shown = 1.0 - texture(cover_map, vec2(at.x, 1.0 - at.y)).r;
    color = vec4(sqrt(mix(vec3(1.0), through * through, shown)), 1.0);
    reflection = vec4(sqrt(shown * reflected), 1.0);
#else
    color = vec4(through, 1.0);
    reflection = vec4(sqrt(reflected), 1.0);
#endif
    transmission = color;
}
