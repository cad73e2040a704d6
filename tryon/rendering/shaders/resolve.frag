#version 410 core
// Averages the fine samples with the camera's blur in linear light, turns the picture the
// right way up and codes it as the square root of linear light.
uniform sampler2D fine_color;
uniform sampler2D fine_transmission;
uniform ivec2 size;        // of the region, output px
uniform int factor;        // fine samples per output px, along one axis
uniform float reach;       // offset of the four bilinear taps, fine px

layout(location = 0) out vec4 color;
layout(location = 1) out vec4 transmission;

void main() {
    vec2 pixel = vec2(gl_FragCoord.x, float(size.y) - gl_FragCoord.y) * float(factor);
    vec2 texel = 1.0 / vec2(textureSize(fine_color, 0));
    vec2 low = vec2(0.5);
    vec2 high = vec2(size * factor) - 0.5;
    vec3 c = vec3(0.0);
    vec3 t = vec3(0.0);
    for (int i = 0; i < 4; ++i) {
        vec2 tap = pixel + reach * vec2((i & 1) * 2 - 1, (i & 2) - 1);
        vec2 at = clamp(tap, low, high) * texel;
        c += textureLod(fine_color, at, 0.0).rgb;
        t += textureLod(fine_transmission, at, 0.0).rgb;
    }
    c *= 0.25;
    t *= 0.25;
    color = vec4(sqrt(min(c, vec3(1.0))), 1.0 - dot(t, vec3(1.0 / 3.0)));
    transmission = vec4(sqrt(t), 1.0);
}
