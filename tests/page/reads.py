"""Says what the public MCAP reader finds in a replay, as one JSON object."""

import json
import sys

from mcap.reader import make_reader

from replay import frames, notes

path = sys.argv[1]
with open(path, "rb") as file:
    summary = make_reader(file).get_summary()
agents = {agent["id"] for note in notes(path, "/agents") for agent in note}
count, last_s, strangers = 0, None, 0
for time_s, rows in frames(path):
    count += sum(1 for row in rows.values() if not row["state"] & (1 << 13))
    strangers += sum(1 for agent in rows if agent not in agents)
    last_s = time_s
print(json.dumps({
    "topics": sorted(channel.topic for channel in summary.channels.values()),
    "schemas": sorted(schema.name for schema in summary.schemas.values() if schema.data),
    "chunks": len(summary.chunk_indexes),
    "compressions": sorted({chunk.compression for chunk in summary.chunk_indexes}),
    "agent_frames": count,
    "strangers": strangers,
    "last_s": last_s,
    "incidents": [note["kind"] for note in notes(path, "/incidents")],
}))
