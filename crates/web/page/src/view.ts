// One replay in one scene.
import * as THREE from "three";
import { OrbitControls } from "three/addons/controls/OrbitControls.js";
import { build, type City } from "./city";
import { Crowd } from "./crowd";
import { type Frame, rowOf } from "./frame";
import { themed, colour } from "./look";
import type { Chunk, Replay } from "./replay";

const TRAIL_S = 10;
/** From farther away than this agents are drawn larger than they are. */
const LARGER_FROM_M = 350;

/** What can be shown or hidden. */
export const layerNames = ["buildings", "zones", "signals", "marks", "trails"] as const;
export type Layer = (typeof layerNames)[number];

export class View {
  readonly canvas = document.createElement("canvas");
  readonly camera = new THREE.PerspectiveCamera(45, 1, 1, 8000);
  readonly controls: OrbitControls;
  crowd!: Crowd;
  selected: number | null = null;
  isFollowing = false;
  private readonly scene = new THREE.Scene();
  private readonly renderer: THREE.WebGLRenderer;
  private city!: City;
  private readonly trail = new THREE.Line(new THREE.BufferGeometry(), new THREE.LineBasicMaterial({ color: colour("request", "states") }));
  private readonly ring = new THREE.Mesh(
    new THREE.RingGeometry(3.2, 3.9, 32),
    new THREE.MeshBasicMaterial({ depthTest: false, transparent: true, side: THREE.DoubleSide }),
  );
  private readonly hidden = new Set<Layer>();
  private now: { chunk: Chunk; frame: Frame } | null = null;
  /** Whether the picture is no longer right: a page that stands still costs nothing. */
  private isStale = true;

  constructor(readonly replay: Replay) {
    this.renderer = new THREE.WebGLRenderer({ canvas: this.canvas, antialias: true, preserveDrawingBuffer: true });
    this.camera.up.set(0, 0, 1);
    this.controls = new OrbitControls(this.camera, this.canvas);
    this.controls.maxPolarAngle = Math.PI / 2 - 0.05;
    this.controls.screenSpacePanning = false;
    this.controls.zoomToCursor = true;
    this.controls.addEventListener("change", () => (this.isStale = true));
    this.dress();
    this.bird();
  }

  /** Builds the scene anew in the colours of the theme. */
  dress(): void {
    this.scene.clear();
    this.scene.background = new THREE.Color(themed("sky"));
    this.city = build(this.replay.drawing, this.replay.header.zones);
    this.crowd = new Crowd(this.replay, this.city.origin);
    const sun = new THREE.DirectionalLight(0xffffff, 2.2);
    sun.position.set(-0.5, -0.7, 1);
    this.trail.frustumCulled = false;
    this.ring.renderOrder = 5;
    (this.ring.material as THREE.MeshBasicMaterial).color.set(themed("accent"));
    this.scene.add(this.city.root, this.crowd.root, sun, new THREE.AmbientLight(0xffffff, 1.3), this.trail, this.ring);
    this.hidden.forEach((layer) => this.setLayer(layer, false));
    this.isStale = true;
  }

  setLayer(layer: Layer, isShown: boolean): void {
    if (isShown) this.hidden.delete(layer);
    else this.hidden.add(layer);
    if (layer !== "trails") this.city.layers[layer].visible = isShown;
    this.isStale = true;
  }

  isShown(layer: Layer): boolean {
    return !this.hidden.has(layer);
  }

  /** The whole map from above. */
  bird(): void {
    const [west, south, east, north] = this.replay.drawing.bounds_m;
    const far = Math.max(east - west, north - south, 100) * 0.85;
    this.isFollowing = false;
    this.controls.target.set(0, 0, 0);
    this.camera.position.set(0, -far * 0.55, far);
    this.controls.update();
  }

  /** Goes to a place, so near that one sees what happens there. */
  goTo(x: number, y: number, z: number): void {
    const [east, north] = [x - this.city.origin[0], y - this.city.origin[1]];
    this.controls.target.set(east, north, z);
    this.camera.position.set(east - 25, north - 45, z + 50);
    this.controls.update();
  }

  /** Takes another view's eye. */
  lookAs(other: View): void {
    this.camera.position.copy(other.camera.position);
    this.controls.target.copy(other.controls.target);
    this.controls.update();
  }

  /** Shows a moment. What is not loaded yet comes when it is; until then the last picture stays. */
  show(timeS: number): void {
    const number = this.replay.chunkAt(timeS);
    void this.replay.chunk(number + 1);
    void this.replay.chunk(number)?.then(async (chunk) => {
      const at = lastAt(chunk.frames, timeS);
      const frame = chunk.frames[at];
      if (!frame) return;
      const next = chunk.frames[at + 1];
      const share = next ? Math.min(1, Math.max(0, (timeS - frame.timeS) / (next.timeS - frame.timeS))) : 0;
      this.now = { chunk, frame };
      this.crowd.zoom = Math.min(4, Math.max(1, this.camera.position.distanceTo(this.controls.target) / LARGER_FROM_M));
      this.crowd.show(frame, next, share, Math.floor(timeS * 1.5) % 2 === 0);
      const phases = new Map<number, number>();
      for (const note of chunk.signals) if (note.timeS <= timeS + 1e-6) note.phases.forEach(([signal, phase]) => phases.set(signal, phase));
      this.city.show(phases);
      this.markSelected(chunk, timeS);
      this.isStale = true;
    });
  }

  private markSelected(chunk: Chunk, timeS: number): void {
    const place = this.selected === null ? null : this.crowd.place(this.selected);
    this.ring.visible = place !== null;
    this.trail.visible = place !== null && this.isShown("trails");
    if (!place || this.selected === null) return;
    const [x, y] = [place.x - this.city.origin[0], place.y - this.city.origin[1]];
    this.ring.position.set(x, y, place.z + 0.1);
    const points: THREE.Vector3[] = [];
    for (const frame of chunk.frames) {
      const row = frame.timeS >= timeS - TRAIL_S && frame.timeS <= timeS ? rowOf(frame, this.selected) : -1;
      if (row >= 0) {
        const [east, north] = [frame.x[row]! / 100 - this.city.origin[0], frame.y[row]! / 100 - this.city.origin[1]];
        points.push(new THREE.Vector3(east, north, frame.z[row]! / 100 + 0.4));
      }
    }
    this.trail.geometry.dispose();
    this.trail.geometry = new THREE.BufferGeometry().setFromPoints(points);
    if (this.isFollowing) {
      const by = new THREE.Vector3(x, y, place.z).sub(this.controls.target);
      this.controls.target.add(by);
      this.camera.position.add(by);
      this.controls.update();
    }
  }

  /** The agent nearest to a place of the canvas, if one is near. */
  pick(x: number, y: number): number | null {
    const box = this.canvas.getBoundingClientRect();
    let [found, nearest] = [null as number | null, 22];
    for (const id of this.crowd.ids()) {
      const place = this.crowd.place(id)!;
      const spot = new THREE.Vector3(place.x - this.city.origin[0], place.y - this.city.origin[1], place.z + 1).project(this.camera);
      const away = Math.hypot(((spot.x + 1) / 2) * box.width - x, ((1 - spot.y) / 2) * box.height - y);
      if (spot.z < 1 && away < nearest) [found, nearest] = [id, away];
    }
    return found;
  }

  /** What the picture knows of the chosen agent. */
  chosen(): { id: number; frame: Frame; row: number; name: string } | null {
    if (this.selected === null || !this.now) return null;
    const row = rowOf(this.now.frame, this.selected);
    const agent = this.now.chunk.agents.get(this.selected) ?? this.replay.agents.get(this.selected);
    return row < 0 ? null : { id: this.selected, frame: this.now.frame, row, name: agent?.name ?? "?" };
  }

  get frameTimeS(): number | null {
    return this.now?.frame.timeS ?? null;
  }

  render(): void {
    const box = this.canvas.parentElement!.getBoundingClientRect();
    const [width, height] = [Math.max(1, Math.floor(box.width)), Math.max(1, Math.floor(box.height))];
    if (this.canvas.width !== Math.floor(width * this.renderer.getPixelRatio()) || this.canvas.height !== Math.floor(height * this.renderer.getPixelRatio())) {
      this.renderer.setSize(width, height, false);
      this.camera.aspect = width / height;
      this.camera.updateProjectionMatrix();
      this.isStale = true;
    }
    if (!this.isStale) return;
    this.isStale = false;
    this.renderer.render(this.scene, this.camera);
  }
}

/** Place of the last frame at or before a time; the first where all are later. */
function lastAt(frames: Frame[], timeS: number): number {
  let found = 0;
  frames.forEach((frame, n) => {
    if (frame.timeS <= timeS + 1e-6) found = n;
  });
  return found;
}
