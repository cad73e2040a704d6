#version 410 core
// Lenses: colour and transmission behind are multiplied (by the blend function), what the
// lens reflects goes to a target of its own.
layout(std140) uniform Frame {
    mat4 clip_from_eye;
    vec4 sh[4];
    vec4 key_direction;
    vec4 environment;
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

in vec3 eye_position;
in vec3 eye_normal;
in vec2 uv;
in float subject_z;
in float product_y;

layout(location = 0) out vec4 color;
layout(location = 1) out vec4 transmission;
layout(location = 2) out vec4 reflection;

void main() {
    vec3 v = normalize(-eye_position);
    vec3 n = normalize(eye_normal);
    if (dot(n, v) < 0.0) n = -n;
    float facing = clamp(dot(n, v), 0.0, 1.0);
    // Only the rim of a lens turns its edge to the eye; it is ground dull and sits in a
    // groove, so it must not flash like polished glass at a grazing angle.
    float polished = smoothstep(0.12, 0.4, facing);
    float rise = pow(1.0 - max(facing, 0.3), 5.0);
    vec3 fresnel = mirror.rgb + (1.0 - mirror.rgb) * rise;
    float height = clamp((product_y - tint_bottom.a) / max(tint_top.a - tint_bottom.a, 1e-6), 0.0, 1.0);
    vec3 tint = mix(tint_bottom.rgb, tint_top.rgb, smoothstep(0.0, 1.0, height));
    // Schlick's rise over normal incidence is lost at both surfaces; the loss at normal
    // incidence is part of the declared tint.
    vec3 passing = (1.0 - fresnel) / (1.0 - mirror.rgb);
    vec3 through = tint * passing * passing;
    // Square roots, as in the opaque shader: what is behind is multiplied by them.
    color = vec4(sqrt(through), 1.0);
    transmission = color;
    vec3 r = reflect(-v, n);
    vec2 point = r.xy / (1.0 + abs(r.z));
    vec2 at = vec2(0.5 + 0.5 * point.x, 0.5 - 0.5 * point.y);
    vec3 seen = textureLod(environment_map, at, 0.3 * environment.x).rgb;
    // Even light over the whole lens reads as haze; coatings take most of it. A mirror shows all.
    vec3 even = textureLod(environment_map, vec2(0.5), environment.x).rgb;
    float coated = 1.0 - smoothstep(0.05, 0.2, max(mirror.r, max(mirror.g, mirror.b)));
    seen = max(seen - 0.6 * coated * even, vec3(0.02) * even) * environment.y;
    // The second surface sends its share back through the tint.
    reflection = vec4(sqrt(seen * polished * fresnel * (1.0 + tint * tint)), 1.0);
}
