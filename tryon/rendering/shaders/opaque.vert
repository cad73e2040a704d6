#version 410 core
// Opaque parts: temple flex in the product frame, then light, worked out at the vertices.
// Meshes are fine; a software device spends most of its time on fragments.
layout(location = 0) in vec3 in_position;
layout(location = 1) in vec3 in_normal;
layout(location = 2) in vec2 in_uv;
#ifdef OPENNESS
layout(location = 3) in float in_openness;  // share of the room's light that gets here
#ifdef TEXTURED
uniform sampler2D color_map;
#endif
#endif

layout(std140) uniform Frame {
    mat4 clip_from_eye;
    vec4 sh[4];            // order (1, y, z, x), rgb
    vec4 environment;      // x highest mip level, y brightness of the unseen room in lenses
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
    vec4 mirror;           // rgb, share of even light that coatings take
};

out vec3 diffuse;          // light scattered by a white base colour
#ifdef ROUGH
uniform sampler2D environment_map;
out vec3 shine;            // light reflected from the environment
#else
out vec3 share;            // of the environment's light that is reflected
out vec2 seen_at;          // where in the environment it is reflected from
#endif
#ifdef TEXTURED
out vec2 uv;
#endif
#ifdef FADING
out float subject_z;
#endif

vec3 diffuse_light(vec3 n) {
    return max(sh[0].rgb + sh[1].rgb * n.y + sh[2].rgb * n.z + sh[3].rgb * n.x, vec3(0.0));
}

// Karis, "Physically based shading on mobile" (2014): the environment's share of a GGX lobe.
vec3 environment_share(vec3 f0, float roughness, float facing) {
    vec4 r = roughness * vec4(-1.0, -0.0275, -0.572, 0.022) + vec4(1.0, 0.0425, 1.04, -0.04);
    float a = min(r.x * r.x, exp2(-9.28 * facing)) * r.x + r.y;
    vec2 ab = vec2(-1.04, 1.04) * a + r.zw;
    return f0 * ab.x + ab.y;
}

// Vertices just beyond the outline count as grazing; surfaces seen from behind turn round.
vec3 towards_eye(vec3 n, vec3 v) {
    float facing = dot(n, v);
    if (facing < -0.25) return -n;
    return facing < 0.0 ? normalize(n - facing * v) : n;
}

#ifdef OPENNESS
// Jimenez et al., "Practical real-time strategies for accurate indirect occlusion" (2016):
// light that is kept away comes back from bright surfaces close by.
vec3 lifted(float open, vec3 albedo) {
    vec3 a = 2.0404 * albedo - 0.3324, b = -4.7951 * albedo + 0.6417, c = 2.7552 * albedo + 0.6903;
    return max(vec3(open), ((open * a + b) * open + c) * open);
}
#endif

void main() {
    float turn = max(0.0, (flex.x - in_position.z) * flex.y);
    float behind = turn > 0.0 ? flex.y : 0.0;
    vec3 position = in_position + vec3(flex.z * turn, flex.w * turn, 0.0);
    // A shear moves normals by its inverse transpose.
    vec3 normal = in_normal;
    normal.z += behind * (flex.z * normal.x + flex.w * normal.y);
    vec4 eye = eye_from_product * vec4(position, 1.0);
    vec3 v = normalize(-eye.xyz);
    vec3 n = towards_eye(normalize(mat3(eye_from_product) * normal), v);
    float metallic = surface.x;
    vec3 f0 = mix(vec3(0.04), base_color.rgb, metallic);
    vec3 reflected = environment_share(f0, surface.y, clamp(dot(n, v), 0.0, 1.0));
    diffuse = (1.0 - metallic) * diffuse_light(n) * (1.0 - reflected);
#ifdef OPENNESS
    vec3 albedo = base_color.rgb;
#ifdef TEXTURED
    vec3 root = textureLod(color_map, in_uv, 4.0).rgb;
    albedo *= root * root;
#endif
    float open = mix(0.13, 1.0, in_openness);
    diffuse *= lifted(open, albedo);
    // Lagarde and de Rousiers, "Moving Frostbite to PBR" (2014): smooth surfaces see less of the
    // room around them, so that less of it is hidden.
    float sharp = exp2(-16.0 * surface.y - 1.0);
    reflected *= clamp(pow(clamp(dot(n, v), 0.0, 1.0) + open, sharp) - 1.0 + open, 0.0, 1.0);
#endif
    vec3 r = reflect(-v, n);
    // Behind, the wearer's head hides most of the room: without this every edge seen along its
    // surface glitters, and temples lose their colour.
    vec3 part = reflected * mix(mix(0.2, 0.6, metallic), 1.0, smoothstep(-0.45, 0.35, r.z));
    vec2 point = r.xy / (1.0 + abs(r.z));
    vec2 place = vec2(0.5 + 0.5 * point.x, 0.5 - 0.5 * point.y);
#ifdef ROUGH
    // Rough surfaces see so much of the room at once that it hardly changes between vertices.
    shine = textureLod(environment_map, place, surface.y * environment.x).rgb * part;
#else
    share = part;
    seen_at = place;
#endif
#ifdef TEXTURED
    uv = in_uv;
#endif
#ifdef FADING
    subject_z = dot(fade_row, eye);
#endif
    gl_Position = clip_from_eye * eye;
}
