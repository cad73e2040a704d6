#version 410 core
// Lenses: smooth and finely meshed, so that light is worked out at the vertices.
layout(location = 0) in vec3 in_position;
layout(location = 1) in vec3 in_normal;

layout(std140) uniform Frame {
    mat4 clip_from_eye;
    vec4 sh[4];
    vec4 environment;      // x highest mip level, y brightness of the unseen room
    vec4 even_light;       // rgb mean of the environment
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

out vec3 through;          // square root of the light let through
out vec3 reflected;        // light that it reflects

void main() {
    vec4 eye = eye_from_product * vec4(in_position, 1.0);
    vec3 v = normalize(-eye.xyz);
    vec3 n = normalize(mat3(eye_from_product) * in_normal);
    if (dot(n, v) < 0.0) n = -n;
    float facing = clamp(dot(n, v), 0.0, 1.0);
    // Only the rim of a lens turns its edge to the eye; it is ground dull and sits in a
    // groove, so it must not flash like polished glass at a grazing angle.
    float polished = smoothstep(0.12, 0.4, facing);
    float rise = pow(1.0 - max(facing, 0.3), 5.0);
    vec3 fresnel = mirror.rgb + (1.0 - mirror.rgb) * rise;
    float height = (in_position.y - tint_bottom.a) / max(tint_top.a - tint_bottom.a, 1e-6);
    vec3 tint = mix(tint_bottom.rgb, tint_top.rgb, smoothstep(0.0, 1.0, height));
    // Schlick's rise over normal incidence is lost at both surfaces; the loss at normal
    // incidence is part of the declared tint.
    vec3 passing = (1.0 - fresnel) / (1.0 - mirror.rgb);
    through = sqrt(tint) * passing;
    // The second surface sends its share back through the tint.
    vec3 share = environment.y * polished * fresnel * (1.0 + tint * tint);
    vec3 r = reflect(-v, n);
    vec2 point = r.xy / (1.0 + abs(r.z));
    vec2 seen_at = vec2(0.5 + 0.5 * point.x, 0.5 - 0.5 * point.y);
    vec3 seen = textureLod(environment_map, seen_at, 2.0).rgb;
    // Even light over the whole lens reads as haze; coatings take most of it. A mirror shows all.
    reflected = share * max(seen - mirror.a * even_light.rgb, vec3(0.0));
    gl_Position = clip_from_eye * eye;
}
