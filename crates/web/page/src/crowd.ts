// All agents as instanced shapes: one draw call for each class, however many there are.
import * as THREE from "three";
import { type Frame, controls, rowOf, state } from "./frame";
import { colour } from "./look";
import { lamp, marker, shapes } from "./shapes";
import type { Replay } from "./replay";
import type { Kind, Spot } from "./types";

/** Where an agent stands in the scene. */
interface Slot {
  mesh: THREE.InstancedMesh;
  at: number;
}

/** People and two-wheelers are drawn this much larger than they are, so that one sees them from above. */
const LARGER: Record<string, number> = { pedestrian: 1.6, bicycle: 1.3, scooter: 1.4, motorcycle: 1.3, uav: 3 };
/** Of these states the first that holds floats above the agent. */
const shown = [
  ["falling", state.falling], ["fault", state.fault], ["request", state.request], ["link_lost", state.linkLost],
  ["violates", state.violates], ["exempted", state.exempted],
] as const;

const metres = (cm: number): number => cm / 100;
const radians = (tenths: number): number => (tenths * Math.PI) / 1800;

export class Crowd {
  readonly root = new THREE.Group();
  private readonly meshes = new Map<string, THREE.InstancedMesh>();
  private readonly markers = this.instances(marker(), new THREE.MeshBasicMaterial());
  private readonly lamps = this.instances(lamp(), new THREE.MeshBasicMaterial());
  private slots = new Map<number, Slot>();

  /** All are drawn so much larger than they are: 1 near by, more from far above, where a car would be a dot. */
  zoom = 1;

  constructor(private readonly replay: Replay, private readonly origin: Spot) {
    for (const [name, shape] of Object.entries(shapes)) {
      const mesh = this.instances(shape(), new THREE.MeshLambertMaterial({ vertexColors: true }));
      this.meshes.set(name, mesh);
    }
  }

  /** How many agents the scene shows. */
  get count(): number {
    return this.slots.size;
  }

  /** The place of an agent, read back from the scene (m). */
  place(id: number): { x: number; y: number; z: number; headingDeg: number } | null {
    const slot = this.slots.get(id);
    if (!slot) return null;
    const matrix = new THREE.Matrix4();
    slot.mesh.getMatrixAt(slot.at, matrix);
    const [east, north] = [matrix.elements[0]!, matrix.elements[1]!];
    return {
      x: matrix.elements[12]! + this.origin[0],
      y: matrix.elements[13]! + this.origin[1],
      z: matrix.elements[14]!,
      headingDeg: ((Math.atan2(north, east) * 180) / Math.PI + 360) % 360,
    };
  }

  ids(): number[] {
    return [...this.slots.keys()];
  }

  /** Shows a moment between two frames; `share` is how far the second is reached, `blink` whether lamps that blink are lit. */
  show(frame: Frame, next: Frame | undefined, share: number, blink: boolean): void {
    const counts = new Map<string, number>([...this.meshes.keys()].map((name) => [name, 0]));
    const slots = new Map<number, Slot>();
    let [markers, lamps] = [0, 0];
    const [place, turn, size, matrix, tint] = [
      new THREE.Vector3(), new THREE.Quaternion(), new THREE.Vector3(), new THREE.Matrix4(), new THREE.Color(),
    ];
    for (let i = 0; i < frame.id.length; i++) {
      const id = frame.id[i]!;
      const bits = frame.state[i]!;
      const kind = this.kind(id);
      const mesh = this.meshes.get(kind.class) ?? this.meshes.get("object")!;
      const at = counts.get(kind.class) ?? 0;
      counts.set(kind.class, at + 1);
      const row = next ? rowOf(next, id) : -1;
      pose(frame, i, next, row, share, place, turn);
      place.x -= this.origin[0];
      place.y -= this.origin[1];
      const larger = (LARGER[kind.class] ?? 1) * this.zoom;
      size.set(kind.length_m * larger, kind.width_m * larger, kind.height_m * larger);
      matrix.compose(place, turn, size);
      reserve(mesh, at + 1);
      mesh.setMatrixAt(at, matrix);
      mesh.setColorAt(at, tint.set(tintOf(kind, bits)));
      slots.set(id, { mesh, at });
      const sign = shown.find(([, bit]) => (bits & bit) !== 0);
      if (sign) markers = this.float(markers, place, kind.height_m * larger, colour(sign[0], "states"));
      if (kind.class !== "pedestrian" && kind.class !== "uav") lamps = this.lit(lamps, bits, blink, matrix, kind);
    }
    for (const [name, mesh] of this.meshes) finish(mesh, counts.get(name) ?? 0);
    finish(this.markers, markers);
    finish(this.lamps, lamps);
    this.slots = slots;
  }

  kind(id: number): Kind {
    const agent = this.replay.agents.get(id);
    const kind = agent ? this.replay.header.kinds[agent.kind] : undefined;
    return kind ?? { name: "?", class: "object", length_m: 1, width_m: 1, height_m: 1, automated: false };
  }

  private float(count: number, place: THREE.Vector3, height: number, tint: string): number {
    reserve(this.markers, count + 1);
    const above = new THREE.Matrix4().makeTranslation(place.x, place.y, place.z + height + 1.3);
    this.markers.setMatrixAt(count, above);
    this.markers.setColorAt(count, new THREE.Color(tint));
    return count + 1;
  }

  /** Brake lights and turn signals at the corners. */
  private lit(count: number, bits: number, blink: boolean, body: THREE.Matrix4, kind: Kind): number {
    const corners: [number, number, string][] = [];
    if (bits & state.braking) corners.push([-1.01, 0.32, colour("braking", "states")], [-1.01, -0.32, colour("braking", "states")]);
    const blinking = colour("blinking", "states");
    if (blink && bits & state.left) corners.push([-0.02, 0.42, blinking], [-0.99, 0.46, blinking]);
    if (blink && bits & state.right) corners.push([-0.02, -0.42, blinking], [-0.99, -0.46, blinking]);
    if (blink && bits & state.siren) corners.push([-0.6, 0, colour("siren", "states")]);
    for (const [x, y, tint] of corners) {
      reserve(this.lamps, count + 1);
      const spot = new THREE.Vector3(x, y, x === -0.6 ? 1.15 : 0.45).applyMatrix4(body);
      const turned = new THREE.Matrix4().extractRotation(body).setPosition(spot);
      turned.scale(new THREE.Vector3(1, Math.min(1, kind.width_m / 1.8), 1));
      this.lamps.setMatrixAt(count, turned);
      this.lamps.setColorAt(count, new THREE.Color(tint));
      count++;
    }
    return count;
  }

  private instances(geometry: THREE.BufferGeometry, material: THREE.Material): THREE.InstancedMesh {
    const mesh = new THREE.InstancedMesh(geometry, material, 64);
    mesh.count = 0;
    mesh.frustumCulled = false;
    mesh.setColorAt(0, new THREE.Color(0xffffff));
    this.root.add(mesh);
    return mesh;
  }
}

/** Makes room; what was written in this pass is kept. */
function reserve(mesh: THREE.InstancedMesh, count: number): void {
  if (count <= mesh.instanceMatrix.count) return;
  const grown = 2 * count;
  const matrices = new Float32Array(16 * grown);
  matrices.set(mesh.instanceMatrix.array as Float32Array);
  const colours = new Float32Array(3 * grown);
  if (mesh.instanceColor) colours.set(mesh.instanceColor.array as Float32Array);
  mesh.dispose();
  mesh.instanceMatrix = new THREE.InstancedBufferAttribute(matrices, 16);
  mesh.instanceColor = new THREE.InstancedBufferAttribute(colours, 3);
}

function finish(mesh: THREE.InstancedMesh, count: number): void {
  mesh.count = count;
  mesh.instanceMatrix.needsUpdate = true;
  if (mesh.instanceColor) mesh.instanceColor.needsUpdate = true;
}

function pose(
  frame: Frame, i: number, next: Frame | undefined, row: number, share: number, place: THREE.Vector3, turn: THREE.Quaternion,
): void {
  const between = (column: "x" | "y" | "z" | "pitch" | "roll"): number =>
    next && row >= 0 ? frame[column][i]! + (next[column][row]! - frame[column][i]!) * share : frame[column][i]!;
  let heading = frame.heading[i]!;
  if (next && row >= 0) {
    const by = ((next.heading[row]! - heading + 5400) % 3600) - 1800;
    heading += by * share;
  }
  place.set(metres(between("x")), metres(between("y")), metres(between("z")));
  // Nose up is a turn about the left side the other way round; right side down about the nose.
  turn.setFromEuler(new THREE.Euler(radians(between("roll")), -radians(between("pitch")), radians(heading), "ZYX"));
}

/** Automated vehicles show who drives, all others what they are. */
function tintOf(kind: Kind, bits: number): string {
  if (bits & state.wreck) return colour("wreck", "states");
  if (kind.automated && kind.class !== "uav") return colour(controls[bits & state.control] ?? "person", "controls");
  return colour(kind.class, "classes");
}
