// Where things are on the floor of a room: camera x right, y down, z forward, metres; pictures px.

const LEAST_DROP = 0.02;

/** Give the place on the floor under a pixel, or null at and above the horizon. */
export function floorPoint(room, [u, v], surface = 0) {
  const { camera, floor } = room;
  const ray = [(u - camera.cx) / camera.fx, (v - camera.cy) / camera.fy, 1];
  const drop = -dot(ray, floor.up);
  const height = floor.height_m - surface;
  if (drop < LEAST_DROP * length(ray) || height <= 0.05) return null;
  return scaled(ray, height / drop);
}

/** Give the pixel of a place, or null behind the camera. */
export function project({ camera }, [x, y, z]) {
  if (z < 0.05) return null;
  return [(camera.fx * x) / z + camera.cx, (camera.fy * y) / z + camera.cy];
}

/** Give the axes of something that stands: to its left, up, out of its front. */
export function standAxes({ floor: { up } }, yawDegrees) {
  const { right, back } = levelAxes(up);
  const yaw = (yawDegrees * Math.PI) / 180;
  const front = sum(scaled(back, Math.cos(yaw)), scaled(right, Math.sin(yaw)));
  return { left: cross(up, front), up, front };
}

/** Give the level directions of a picture: to the right, and back to the viewer. */
export function levelAxes(up) {
  const towards = sum([0, 0, -1], scaled(up, up[2]));
  const along = length(towards) > 1e-6 ? unit(towards) : [0, 1, 0];
  const right = unit(cross(up, along));
  return { right, back: cross(right, up) };
}

/** Give the yaw, degrees, at which something on the floor faces another place on it. */
export function yawTowards({ floor: { up } }, from, to) {
  const { right, back } = levelAxes(up);
  const way = sum(to, scaled(from, -1));
  return (Math.atan2(dot(way, right), dot(way, back)) * 180) / Math.PI;
}

/** Give the pixels of a piece's box: {bottom, top} of four corners each; null if none is seen. */
export function boxPixels(room, { spot, yaw, elevation, size, mount }) {
  const isOnTable = mount === "tabletop";
  const point = floorPoint(room, spot, isOnTable ? elevation : 0);
  if (!point) return null;
  const { left, up, front } = standAxes(room, yaw);
  const [width, height, depth] = size;
  const forward = mount === "wall" ? depth / 2 : 0;
  const lift = isOnTable ? 0 : elevation;
  const centre = sum(point, scaled(up, lift), scaled(front, forward));
  const corners = [[1, -1], [-1, -1], [-1, 1], [1, 1]].map(([x, z]) =>
    sum(centre, scaled(left, (x * width) / 2), scaled(front, (z * depth) / 2)));
  const bottom = corners.map((corner) => project(room, corner));
  const top = corners.map((corner) => project(room, sum(corner, scaled(up, height))));
  const handle = project(room, sum(centre, scaled(front, depth / 2 + 0.25)));
  if ([...bottom, ...top].includes(null)) return null;
  return { bottom, top, handle, front: [bottom[2], bottom[3]] };
}

/** Move a spot along the floor by metres to the right and away from the viewer. */
export function movedSpot(room, spot, right, away, surface = 0) {
  const point = floorPoint(room, spot, surface);
  if (!point) return spot;
  const axes = levelAxes(room.floor.up);
  const moved = sum(point, scaled(axes.right, right), scaled(axes.back, -away));
  return project(room, moved) ?? spot;
}

/** Give the corners of the smallest convex outline about pixels. */
export function outline(points) {
  const sorted = [...points].sort((one, other) => one[0] - other[0] || one[1] - other[1]);
  const half = (ordered) => {
    const chain = [];
    for (const point of ordered) {
      while (chain.length > 1 && turn(chain.at(-2), chain.at(-1), point) <= 0) chain.pop();
      chain.push(point);
    }
    return chain.slice(0, -1);
  };
  return [...half(sorted), ...half(sorted.reverse())];
}

const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const length = (a) => Math.hypot(...a);
const scaled = (a, by) => a.map((value) => value * by);
const unit = (a) => scaled(a, 1 / length(a));
const sum = (...all) => [0, 1, 2].map((axis) => all.reduce((total, one) => total + one[axis], 0));
const cross = (a, b) => [
  a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0],
];
const turn = (o, a, b) => (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0]);
