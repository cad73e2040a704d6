#version 410 core
// Opaque parts: scattered light by the base colour, plus the environment's reflection.
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
    vec4 mirror;
};
uniform sampler2D environment_map;
uniform sampler2D color_map;

in vec3 diffuse;
#ifdef ROUGH
in vec3 shine;
#else
in vec3 share;
in vec2 seen_at;
#endif
#ifdef TEXTURED
in vec2 uv;
#endif
#ifdef FADING
in float subject_z;
#endif
#ifdef COVERED
uniform sampler2D cover_map;   // what lies before the part, over the drawn window, top row first
uniform vec2 cover_step;       // a sample's share of the window
#endif

layout(location = 0) out vec4 color;
layout(location = 1) out vec4 transmission;

void main() {
    float alpha = base_color.a;
#ifdef FADING
    alpha *= smoothstep(fade.y, fade.x, subject_z);
#endif
#ifdef COVERED
    vec2 at = gl_FragCoord.xy * cover_step;
    alpha *= 1.0 - texture(cover_map, vec2(at.x, 1.0 - at.y)).r;
#endif
#if defined(FADING) || defined(COVERED)
    if (alpha < 0.004) discard;
#endif
    vec3 base = base_color.rgb;
#ifdef TEXTURED
    vec3 root = texture(color_map, uv).rgb;
    base *= root * root;
#endif
#ifdef ROUGH
    vec3 specular = shine;
#else
    // On thin round wires one sample sees much of the room: softer, or they glitter.
    vec2 spread = fwidth(seen_at) * float(textureSize(environment_map, 0).x);
    float level = max(surface.y * environment.x, log2(max(spread.x, spread.y) + 1e-4));
    vec3 specular = textureLod(environment_map, seen_at, level).rgb * share;
#endif
    // Targets hold square roots: products of light stay products, and dark tones stay smooth.
    float covered = 1.0 - sqrt(1.0 - alpha);
    color = vec4(sqrt((base * diffuse + specular) * alpha), covered);
#ifdef BLENDED
    transmission = vec4(0.0, 0.0, 0.0, covered);
#else
    // What covers a part covers all that lies behind it too: the nearest part replaces them.
    transmission = vec4(vec3(1.0 - covered), covered);
#endif
}
