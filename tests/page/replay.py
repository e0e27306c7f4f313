"""An independent reader of replays: MCAP by its public package, frames by their description in the file itself."""

import json

from mcap.reader import make_reader

AIR = 1 << 15


class Take:
    def __init__(self, data):
        self.data, self.at = data, 0

    def byte(self):
        self.at += 1
        return self.data[self.at - 1]

    def number(self):
        value, shift = 0, 0
        while True:
            byte = self.byte()
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
            shift += 7

    def signed(self):
        value = self.number()
        return (value >> 1) ^ -(value & 1)

    def ids(self):
        found, last = [], 0
        for _ in range(self.number()):
            last += self.number()
            found.append(last)
        return found


def wrapped(value):
    return (value + (1 << 31)) % (1 << 32) - (1 << 31)


class Decoder:
    """Frames in the order of the file; each a dict of agents with x, y, z (cm), heading (0.1 degree), state."""

    def __init__(self):
        self.last = {}

    def decode(self, data):
        take = Take(data)
        if take.byte() == 1:
            self.last = {}
        for gone in take.ids():
            del self.last[gone]
        come = take.ids()
        nowhere = dict(x=0, y=0, z=0, dx=0, dy=0, dz=0, heading=0, pitch=0, roll=0, speed=0, state=0)
        known = {**self.last, **{agent: nowhere for agent in come}}
        ids = sorted(known)
        rows = {agent: {} for agent in ids}

        def column(name, among, value):
            for agent in among:
                rows[agent][name] = value(known[agent])

        column("x", ids, lambda a: wrapped(a["x"] + a["dx"] + take.signed()))
        column("y", ids, lambda a: wrapped(a["y"] + a["dy"] + take.signed()))
        column("heading", ids, lambda a: (a["heading"] + take.signed()) % 3600)
        column("speed", ids, lambda a: wrapped(a["speed"] + take.signed()))
        column("state", ids, lambda a: a["state"] ^ take.number())
        air = [agent for agent in ids if rows[agent]["state"] & AIR]
        for agent in ids:
            rows[agent].update(z=0, pitch=0, roll=0)
        column("z", air, lambda a: wrapped(a["z"] + a["dz"] + take.signed()))
        column("pitch", air, lambda a: wrapped(a["pitch"] + take.signed()))
        column("roll", air, lambda a: wrapped(a["roll"] + take.signed()))
        assert take.at == len(data), "a frame is longer than its agents"
        new = set(come)
        for agent, row in rows.items():
            for axis in "xyz":
                row["d" + axis] = 0 if agent in new else wrapped(row[axis] - known[agent][axis])
        self.last = rows
        return rows


def frames(path):
    """Time (s) and agents of every frame."""
    decoder = Decoder()
    with open(path, "rb") as file:
        for _, _, message in make_reader(file).iter_messages(topics=["/frames"]):
            yield message.log_time / 1e9, decoder.decode(message.data)


def notes(path, topic):
    """All messages of a topic that is written as JSON."""
    with open(path, "rb") as file:
        for _, _, message in make_reader(file).iter_messages(topics=[topic]):
            yield json.loads(message.data)
