#version 410 core
// Opaque parts: diffuse from spherical harmonics, reflections from the blurred picture.
layout(std140) uniform Frame {
    mat4 clip_from_eye;
    vec4 sh[4];
    vec4 key_direction;
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

in vec3 eye_position;
in vec3 eye_normal;
in vec2 uv;
in float subject_z;

layout(location = 0) out vec4 color;
layout(location = 1) out vec4 transmission;

const float PI = 3.14159265;

vec3 diffuse_light(vec3 n) {
    return max(sh[0].rgb + sh[1].rgb * n.y + sh[2].rgb * n.z + sh[3].rgb * n.x, vec3(0.0));
}

vec3 reflected_light(vec3 r, float roughness) {
    vec2 point = r.xy / (1.0 + abs(r.z));
    float level = roughness * environment.x;
    vec3 seen = textureLod(environment_map, vec2(0.5 + 0.5 * point.x, 0.5 - 0.5 * point.y), level).rgb;
    // Behind, the wearer's head hides half of the room.
    return seen * mix(0.5, 1.0, smoothstep(-0.5, 0.3, r.z));
}

// Karis, "Physically based shading on mobile" (2014): the environment's share of a GGX lobe.
vec3 environment_share(vec3 f0, float roughness, float facing) {
    vec4 r = roughness * vec4(-1.0, -0.0275, -0.572, 0.022) + vec4(1.0, 0.0425, 1.04, -0.04);
    float a = min(r.x * r.x, exp2(-9.28 * facing)) * r.x + r.y;
    vec2 ab = vec2(-1.04, 1.04) * a + r.zw;
    return f0 * ab.x + ab.y;
}

// GGX lobe of a distant, slightly spread light (Walter et al. 2007, eq. 33).
float key_lobe(vec3 n, vec3 v, vec3 l, float roughness) {
    float alpha = max(roughness * roughness, 0.02);
    vec3 h = normalize(v + l);
    float nh = max(dot(n, h), 0.0);
    float a2 = alpha * alpha;
    float d = nh * nh * (a2 - 1.0) + 1.0;
    return max(dot(n, l), 0.0) * a2 / (4.0 * PI * d * d * (0.25 + 0.75 * alpha));
}

void main() {
    float alpha = base_color.a;
    if (fade.z > 0.5) {
        alpha *= smoothstep(fade.y, fade.x, subject_z);
        if (alpha < 0.004) discard;
    }
    vec3 base = base_color.rgb;
    if (surface.z > 0.5) base *= texture(color_map, uv).rgb;
    vec3 v = normalize(-eye_position);
    vec3 n = normalize(eye_normal);
    if (dot(n, v) < 0.0) n = -n;
    float facing = clamp(dot(n, v), 0.0, 1.0);
    float metallic = surface.x;
    // Screen-space spread of the normal widens the lobe: thin round wires must not glitter
    // (Kaplanyan et al. 2016, "Filtering distributions of normals").
    vec3 spread = fwidth(n);
    float roughness = sqrt(min(1.0, surface.y * surface.y + min(0.5 * dot(spread, spread), 0.18)));
    vec3 f0 = mix(vec3(0.04), base, metallic);
    vec3 share = environment_share(f0, roughness, facing);
    vec3 diffuse = base * (1.0 - metallic) * diffuse_light(n) * (1.0 - share);
    vec3 r = reflect(-v, n);
    vec3 specular = reflected_light(r, roughness) * share;
    vec3 key = sh[0].rgb * key_direction.w * key_lobe(n, v, key_direction.xyz, roughness);
    specular += key * (f0 + (1.0 - f0) * pow(1.0 - facing, 5.0));
    // Targets hold square roots: products of light stay products, and dark tones stay smooth.
    float covered = 1.0 - sqrt(1.0 - alpha);
    color = vec4(sqrt((diffuse + min(specular, vec3(4.0))) * alpha), covered);
    transmission = vec4(0.0, 0.0, 0.0, covered);
}
