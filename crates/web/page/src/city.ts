// The map, zones and lights as meshes. East is x, north is y, up is z; the middle of the map is the origin, since graphics
// cards count in small numbers.
import * as THREE from "three";
import { colour, light, themed } from "./look";
import type { Drawing, Spot, Zone } from "./types";

/** Flat things are painted in this order, whatever their height: no flicker, and a bridge covers what lies below. */
const enum Order {
  Land = -100,
  Pavement = -90,
  Layer = -80,
}
const PER_LAYER = 10;


function flat(hex: string, opacity = 1): THREE.MeshBasicMaterial {
  // What one looks through is drawn after the vehicles, and must not cover them.
  const seeThrough = opacity < 1;
  return new THREE.MeshBasicMaterial({
    color: hex, depthTest: seeThrough, depthWrite: false, transparent: seeThrough, opacity, side: THREE.DoubleSide,
  });
}

/** Triangles of many strips. */
class Strips {
  private readonly places: number[] = [];
  constructor(private readonly origin: Spot) {}

  get isEmpty(): boolean {
    return this.places.length === 0;
  }

  /** A strip of a width along a line, its corners mitred. */
  add(line: Spot[], width: number): void {
    const clean = line.filter((spot, i) => i === 0 || Math.hypot(spot[0] - line[i - 1]![0], spot[1] - line[i - 1]![1]) > 1e-3);
    if (clean.length < 2) return;
    const edges = clean.map((spot, i) => {
      const before = i > 0 ? direction(clean[i - 1]!, spot) : direction(spot, clean[i + 1]!);
      const after = i + 1 < clean.length ? direction(spot, clean[i + 1]!) : before;
      const [x, y] = [before[0] + after[0], before[1] + after[1]];
      const length = Math.max(Math.hypot(x, y), 1e-3);
      // Twice the cosine of half the bend: at most three half widths out, where a line turns back sharply.
      const half = (width / 2) * Math.min(2 / length, 3);
      const normal: Spot = [(-y / length) * half, (x / length) * half];
      return [[spot[0] + normal[0], spot[1] + normal[1]], [spot[0] - normal[0], spot[1] - normal[1]]] as [Spot, Spot];
    });
    for (let i = 1; i < edges.length; i++) {
      const [a, b] = edges[i - 1]!;
      const [c, d] = edges[i]!;
      this.triangle(a, b, c);
      this.triangle(b, d, c);
    }
  }

  triangle(a: Spot, b: Spot, c: Spot): void {
    for (const [x, y] of [a, b, c]) this.places.push(x - this.origin[0], y - this.origin[1], 0);
  }

  area(ring: Spot[], holes: Spot[][] = []): void {
    if (ring.length < 3) return;
    const points = (list: Spot[]) => list.map(([x, y]) => new THREE.Vector2(x, y));
    const all = [ring, ...holes].flat();
    for (const [a, b, c] of THREE.ShapeUtils.triangulateShape(points(ring), holes.map(points))) {
      this.triangle(all[a!]!, all[b!]!, all[c!]!);
    }
  }

  mesh(material: THREE.Material, order: number): THREE.Mesh {
    const geometry = new THREE.BufferGeometry();
    geometry.setAttribute("position", new THREE.Float32BufferAttribute(this.places, 3));
    const mesh = new THREE.Mesh(geometry, material);
    mesh.renderOrder = order;
    return mesh;
  }
}

function direction(a: Spot, b: Spot): Spot {
  const [x, y] = [b[0] - a[0], b[1] - a[1]];
  const length = Math.max(Math.hypot(x, y), 1e-9);
  return [x / length, y / length];
}

/** Pieces of a line: so many metres of it, so many left out. */
export function dashes(line: Spot[], [dash, gap]: Spot): Spot[][] {
  const pieces: Spot[][] = [];
  let [drawn, left] = [true, dash];
  let piece: Spot[] = line.length > 0 ? [line[0]!] : [];
  for (let i = 1; i < line.length; i++) {
    let [from, to] = [line[i - 1]!, line[i]!];
    let length = Math.hypot(to[0] - from[0], to[1] - from[1]);
    while (length > left) {
      const share = left / length;
      const at: Spot = [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share];
      if (drawn) pieces.push([...piece, at]);
      piece = [at];
      [from, length] = [at, length - left];
      drawn = !drawn;
      left = drawn ? dash : gap;
    }
    left -= length;
    if (drawn) piece.push(to);
  }
  if (drawn && piece.length > 1) pieces.push(piece);
  return pieces;
}

/** Layers that can be shown or not. */
export interface City {
  root: THREE.Group;
  layers: Record<"buildings" | "zones" | "signals" | "marks", THREE.Object3D>;
  origin: Spot;
  /** Shows the phases of signals. */
  show(phases: Map<number, number>): void;
}

/** Builds the city of a replay. */
export function build(drawing: Drawing, zones: Zone[]): City {
  const [west, south, east, north] = drawing.bounds_m;
  const origin: Spot = [(west + east) / 2, (south + north) / 2];
  const root = new THREE.Group();
  const size = Math.max(east - west, north - south, 200) * 3;
  const land = new THREE.Mesh(new THREE.PlaneGeometry(size, size), flat(themed("land")));
  land.renderOrder = Order.Land;
  root.add(land);
  const paths = new Strips(origin);
  for (const pavement of drawing.pavements) paths.add(pavement.line, pavement.width_m);
  if (!paths.isEmpty) root.add(paths.mesh(flat(themed("pavement")), Order.Pavement));
  const marks = new THREE.Group();
  const levels = new Set([...drawing.lanes, ...drawing.nodes].map((it) => it.layer));
  for (const level of [...levels].sort((a, b) => a - b)) storey(drawing, origin, level, root, marks);
  crosswalks(drawing, origin, marks);
  const buildings = prisms(drawing, origin);
  const areas = volumes(drawing, zones, origin);
  const lights = lamps(drawing, origin);
  root.add(marks, buildings, areas, lights.mesh);
  return { root, origin, layers: { buildings, zones: areas, signals: lights.mesh, marks }, show: lights.show };
}

const surfaces = ["foot", "rail", "both_ways", "cycle", "bus", "driving"] as const;

function storey(drawing: Drawing, origin: Spot, level: number, root: THREE.Group, marks: THREE.Group): void {
  const order = Order.Layer + level * PER_LAYER;
  // A tunnel is seen as through the ground.
  const tone = (name: Parameters<typeof themed>[0]): string =>
    level < 0 ? `#${new THREE.Color(themed(name)).lerp(new THREE.Color(themed("land")), 0.6).getHexString()}` : themed(name);
  const lanes = drawing.lanes.filter((lane) => lane.layer === level);
  if (level > 0) {
    const edge = new Strips(origin);
    for (const lane of lanes) edge.add(lane.line, lane.width_m + 1.6);
    root.add(edge.mesh(flat(themed("bridge")), order));
  }
  const junction = new Strips(origin);
  for (const node of drawing.nodes.filter((node) => node.layer === level)) junction.area(node.outline);
  for (const lane of lanes.filter((lane) => lane.kind === "inner")) junction.add(lane.line, lane.width_m + 0.1);
  if (!junction.isEmpty) root.add(junction.mesh(flat(tone("junction")), order + 1));
  for (const kind of surfaces) {
    const strips = new Strips(origin);
    for (const lane of lanes.filter((lane) => lane.kind === kind)) strips.add(lane.line, lane.width_m + 0.1);
    const surface = kind === "driving" ? "road" : kind;
    if (!strips.isEmpty) root.add(strips.mesh(flat(tone(surface)), order + 2));
  }
  for (const tint of ["kerb", "white", "yellow", "blue"] as const) {
    const strips = new Strips(origin);
    for (const paint of drawing.paint.filter((paint) => paint.layer === level && paint.colour === tint)) {
      const lines = paint.dash_m ? dashes(paint.line, paint.dash_m) : [paint.line];
      for (const line of lines) strips.add(line, paint.width_m);
    }
    if (tint === "white") {
      for (const arrow of drawing.arrows.filter((arrow) => arrow.layer === level)) {
        for (const line of arrow.lines) strips.add(line, 0.22);
      }
    }
    if (!strips.isEmpty) marks.add(strips.mesh(flat(tone(tint)), order + 3));
  }
}

/** Bars along the way of who drives, half a metre wide, half a metre apart. */
function crosswalks(drawing: Drawing, origin: Spot, marks: THREE.Group): void {
  const bars = new Strips(origin);
  for (const { line, width_m } of drawing.crosswalks) {
    for (const bar of dashes(line, [0.45, 0.5])) bars.add([bar[0]!, bar.at(-1)!], width_m);
  }
  if (!bars.isEmpty) marks.add(bars.mesh(flat(themed("crosswalk")), Order.Layer + 5 * PER_LAYER));
}

function prisms(drawing: Drawing, origin: Spot): THREE.Group {
  const group = new THREE.Group();
  const places: number[] = [];
  const normals: number[] = [];
  for (const building of drawing.buildings) {
    const points = (list: Spot[]) => list.map(([x, y]) => new THREE.Vector2(x - origin[0], y - origin[1]));
    if (building.ring.length < 3 || !(building.top_m > building.base_m)) continue;
    const shape = new THREE.Shape(points(building.ring));
    shape.holes = building.holes.filter((hole) => hole.length > 2).map((hole) => new THREE.Path(points(hole)));
    const solid = new THREE.ExtrudeGeometry(shape, { depth: building.top_m - building.base_m, bevelEnabled: false });
    solid.translate(0, 0, building.base_m);
    const plain = solid.index ? solid.toNonIndexed() : solid;
    places.push(...(plain.getAttribute("position").array as Float32Array));
    normals.push(...(plain.getAttribute("normal").array as Float32Array));
  }
  if (places.length > 0) {
    const geometry = new THREE.BufferGeometry();
    geometry.setAttribute("position", new THREE.Float32BufferAttribute(places, 3));
    geometry.setAttribute("normal", new THREE.Float32BufferAttribute(normals, 3));
    const material = new THREE.MeshLambertMaterial({ color: themed("building"), transparent: true, opacity: 0.92 });
    group.add(new THREE.Mesh(geometry, material));
  }
  return group;
}

/** Zones: an outline on the ground, and a volume that one looks through. */
function volumes(drawing: Drawing, zones: Zone[], origin: Spot): THREE.Group {
  const group = new THREE.Group();
  const drawn = (polygon: Spot[], kind: string, floor: number, ceiling: number | null): void => {
    if (polygon.length < 3) return;
    const tint = colour(kind, "zones");
    const outline = new Strips(origin);
    for (const dash of dashes([...polygon, polygon[0]!], [8, 4])) outline.add(dash, 1);
    group.add(outline.mesh(flat(tint, 0.9), Order.Layer + 6 * PER_LAYER));
    const area = new Strips(origin);
    area.area(polygon);
    group.add(area.mesh(flat(tint, 0.1), Order.Pavement + 1));
    if (ceiling === null && floor === 0) return;
    const shape = new THREE.Shape(polygon.map(([x, y]) => new THREE.Vector2(x - origin[0], y - origin[1])));
    const solid = new THREE.ExtrudeGeometry(shape, { depth: (ceiling ?? floor + 300) - floor, bevelEnabled: false });
    solid.translate(0, 0, floor);
    const glass = new THREE.MeshBasicMaterial({ color: tint, transparent: true, opacity: 0.12, depthWrite: false, side: THREE.DoubleSide });
    group.add(new THREE.Mesh(solid, glass));
  };
  for (const zone of zones) drawn(zone.polygon, zone.kind, zone.floor_m, zone.ceiling_m);
  for (const area of drawing.areas.filter((area) => area.kind === "drone_pad")) drawn(area.polygon, area.kind, 0, null);
  return group;
}

/** A bar across the lane for each light, in the colour that it shows; a disc for those on foot. */
function lamps(drawing: Drawing, origin: Spot): { mesh: THREE.InstancedMesh; show: City["show"] } {
  const bar = new THREE.BoxGeometry(0.5, 1, 0.3);
  const mesh = new THREE.InstancedMesh(bar, new THREE.MeshBasicMaterial(), Math.max(1, drawing.heads.length));
  mesh.count = drawing.heads.length;
  mesh.frustumCulled = false;
  const [place, turn, size] = [new THREE.Vector3(), new THREE.Quaternion(), new THREE.Vector3()];
  const up = new THREE.Vector3(0, 0, 1);
  drawing.heads.forEach((head, n) => {
    const isFoot = head.to === "foot";
    place.set(head.at[0] - origin[0], head.at[1] - origin[1], isFoot ? 2 : 0.2);
    turn.setFromAxisAngle(up, (head.heading_deg * Math.PI) / 180);
    size.set(isFoot ? 0.8 : 1.2, isFoot ? 0.4 : 0.9, isFoot ? 1.2 : 1);
    mesh.setMatrixAt(n, new THREE.Matrix4().compose(place, turn, size));
    mesh.setColorAt(n, new THREE.Color(light("O")));
  });
  const show = (phases: Map<number, number>): void => {
    drawing.heads.forEach((head, n) => {
      const letters = drawing.signals[head.signal]?.phases[phases.get(head.signal) ?? 0] ?? "";
      mesh.setColorAt(n, new THREE.Color(light(letters[head.group] ?? "O")));
    });
    if (mesh.instanceColor) mesh.instanceColor.needsUpdate = true;
  };
  return { mesh, show };
}
