// Shapes that a stranger recognises. Each is a unit long, wide and high; a vehicle's front bumper is at 0 and the rest of it
// behind, as replays give its place; people and drones stand round their middle. White parts take the agent's colour.
import * as THREE from "three";
import { mergeGeometries } from "three/addons/utils/BufferGeometryUtils.js";

const PAINT = 0xffffff;
const GLASS = 0x1b2733;
const TYRE = 0x15171a;
const LAMP = 0xfff3c4;
const REAR = 0x8c1d18;
const SKIN = 0xd9a98a;

function coloured(geometry: THREE.BufferGeometry, colour: number): THREE.BufferGeometry {
  const plain = geometry.index ? geometry.toNonIndexed() : geometry;
  const tint = new THREE.Color(colour);
  const count = plain.getAttribute("position").count;
  const colours = new Float32Array(3 * count);
  for (let i = 0; i < count; i++) tint.toArray(colours, 3 * i);
  plain.setAttribute("color", new THREE.BufferAttribute(colours, 3));
  plain.deleteAttribute("uv");
  return plain;
}

/** A box from x to x, y to y and z to z. */
function box(x: [number, number], y: [number, number], z: [number, number], colour: number): THREE.BufferGeometry {
  const geometry = new THREE.BoxGeometry(x[1] - x[0], y[1] - y[0], z[1] - z[0]);
  geometry.translate((x[0] + x[1]) / 2, (y[0] + y[1]) / 2, (z[0] + z[1]) / 2);
  return coloured(geometry, colour);
}

/** A prism whose side view is given as x and z. */
function prism(side: [number, number][], halfWidth: number, colour: number): THREE.BufferGeometry {
  const shape = new THREE.Shape(side.map(([x, z]) => new THREE.Vector2(x, z)));
  const geometry = new THREE.ExtrudeGeometry(shape, { depth: 2 * halfWidth, bevelEnabled: false });
  geometry.translate(0, 0, -halfWidth);
  geometry.rotateX(Math.PI / 2);
  return coloured(geometry, colour);
}


const merged = (parts: THREE.BufferGeometry[]): THREE.BufferGeometry => mergeGeometries(parts)!;

function wheels(at: number[], radius: number): THREE.BufferGeometry[] {
  return at.flatMap((x) => [-0.46, 0.46].map((y) => box([x - radius, x + radius], [y - 0.05, y + 0.05], [0, 0.26], TYRE)));
}

function car(): THREE.BufferGeometry {
  return merged([
    prism([[-1, 0.16], [-1, 0.55], [-0.92, 0.6], [-0.3, 0.58], [-0.03, 0.46], [0, 0.3], [0, 0.16]], 0.5, PAINT),
    prism([[-0.93, 0.58], [-0.8, 0.98], [-0.45, 1], [-0.25, 0.58]], 0.42, GLASS),
    prism([[-0.86, 0.92], [-0.8, 1], [-0.45, 1.01], [-0.39, 0.92]], 0.4, PAINT),
    box([-0.03, 0.005], [0.28, 0.48], [0.3, 0.42], LAMP),
    box([-0.03, 0.005], [-0.48, -0.28], [0.3, 0.42], LAMP),
    box([-1.005, -0.97], [0.28, 0.49], [0.36, 0.5], REAR),
    box([-1.005, -0.97], [-0.49, -0.28], [0.36, 0.5], REAR),
    ...wheels([-0.2, -0.8], 0.08),
  ]);
}

/** A car with a ring of sensors on its roof. */
function av(): THREE.BufferGeometry {
  const sensor = new THREE.CylinderGeometry(0.14, 0.14, 0.16, 12);
  sensor.scale(0.42, 1, 1);
  sensor.rotateX(Math.PI / 2);
  sensor.translate(-0.6, 0, 1.08);
  return merged([car(), coloured(sensor, 0x101418)]);
}

function emergency(): THREE.BufferGeometry {
  return merged([
    car(),
    box([-0.66, -0.56], [0.02, 0.34], [1, 1.12], 0x0072b2),
    box([-0.66, -0.56], [-0.34, -0.02], [1, 1.12], 0xd1322d),
  ]);
}

function truck(): THREE.BufferGeometry {
  return merged([
    box([-0.2, 0], [-0.48, 0.48], [0.14, 0.78], PAINT),
    prism([[-0.12, 0.5], [-0.12, 0.74], [-0.02, 0.74], [0.004, 0.5]], 0.44, GLASS),
    box([-1, -0.23], [-0.5, 0.5], [0.22, 1], 0xf2efe9),
    box([-1, -0.2], [-0.4, 0.4], [0.12, 0.24], TYRE),
    box([-0.01, 0.004], [0.28, 0.45], [0.2, 0.3], LAMP),
    box([-0.01, 0.004], [-0.45, -0.28], [0.2, 0.3], LAMP),
    ...wheels([-0.12, -0.72, -0.86], 0.05),
  ]);
}

function bus(): THREE.BufferGeometry {
  return merged([
    box([-1, 0], [-0.5, 0.5], [0.12, 1], PAINT),
    box([-0.99, -0.03], [-0.505, 0.505], [0.48, 0.82], GLASS),
    box([-0.02, 0.005], [-0.44, 0.44], [0.4, 0.85], GLASS),
    box([-0.01, 0.008], [0.28, 0.45], [0.2, 0.3], LAMP),
    box([-0.01, 0.008], [-0.45, -0.28], [0.2, 0.3], LAMP),
    ...wheels([-0.2, -0.75], 0.045),
  ]);
}

/** Two wheels and a rider. */
function twoWheeler(): THREE.BufferGeometry {
  return merged([
    box([-0.32, 0], [-0.1, 0.1], [0, 0.34], TYRE),
    box([-1, -0.68], [-0.1, 0.1], [0, 0.34], TYRE),
    box([-0.85, -0.15], [-0.12, 0.12], [0.3, 0.46], PAINT),
    box([-0.24, -0.16], [-0.5, 0.5], [0.5, 0.56], TYRE),
    box([-0.62, -0.42], [-0.32, 0.32], [0.44, 0.82], PAINT),
    scaledRound([-0.5, 0, 0.91], [0.07, 0.2, 0.09]),
  ]);
}

function scaledRound(at: [number, number, number], size: [number, number, number]): THREE.BufferGeometry {
  const geometry = new THREE.SphereGeometry(1, 10, 8);
  geometry.scale(...size);
  geometry.translate(...at);
  return coloured(geometry, SKIN);
}

function person(): THREE.BufferGeometry {
  const body = new THREE.CylinderGeometry(0.42, 0.3, 0.46, 10);
  body.rotateX(Math.PI / 2);
  body.translate(0, 0, 0.6);
  return merged([
    coloured(body, PAINT),
    box([-0.2, 0.2], [-0.28, -0.04], [0, 0.4], 0x2c3440),
    box([-0.2, 0.2], [0.04, 0.28], [0, 0.4], 0x2c3440),
    scaledRound([0, 0, 0.92], [0.26, 0.26, 0.09]),
    // A nose, so that one sees where he looks.
    box([0.22, 0.34], [-0.05, 0.05], [0.88, 0.93], SKIN),
  ]);
}

function drone(): THREE.BufferGeometry {
  const rotor = (x: number, y: number): THREE.BufferGeometry => {
    const disc = new THREE.CylinderGeometry(0.2, 0.2, 0.06, 14);
    disc.rotateX(Math.PI / 2);
    disc.translate(x, y, 0.75);
    return coloured(disc, 0x2b3036);
  };
  const arm = (turn: number): THREE.BufferGeometry => {
    const geometry = new THREE.BoxGeometry(0.9, 0.07, 0.16);
    geometry.rotateZ(turn);
    geometry.translate(0, 0, 0.6);
    return coloured(geometry, 0x3a4047);
  };
  return merged([
    box([-0.2, 0.2], [-0.15, 0.15], [0.35, 0.8], PAINT),
    box([0.16, 0.24], [-0.06, 0.06], [0.4, 0.6], LAMP),
    arm(Math.PI / 4),
    arm(-Math.PI / 4),
    ...[-0.33, 0.33].flatMap((x) => [-0.33, 0.33].map((y) => rotor(x, y))),
    box([-0.25, 0.25], [-0.24, -0.2], [0, 0.35], TYRE),
    box([-0.25, 0.25], [0.2, 0.24], [0, 0.35], TYRE),
  ]);
}

const thing = (): THREE.BufferGeometry => box([-1, 0], [-0.5, 0.5], [0, 1], PAINT);

/** The shape of each class. */
export const shapes: Record<string, () => THREE.BufferGeometry> = {
  car, av, truck, bus, emergency,
  motorcycle: twoWheeler, bicycle: twoWheeler, scooter: twoWheeler,
  pedestrian: person, uav: drone, object: thing,
};

/** Something that floats above who is in a state. */
export function marker(): THREE.BufferGeometry {
  return new THREE.OctahedronGeometry(0.7);
}

/** A lamp at a corner. */
export function lamp(): THREE.BufferGeometry {
  return new THREE.BoxGeometry(0.2, 0.45, 0.25);
}

