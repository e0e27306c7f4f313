//! OSM PBF: blocks of packed elements.

use super::document::{Bounds, Document, Member, MemberKind, OsmNode, OsmRelation, OsmWay};
use super::tags::Tags;
use super::wire::{Fields, packed, take, zigzag};
use crate::ImportError;
use std::io::Read;

/// Size of a block's header, at most (bytes), as the format's description has it.
const HEADER_BYTES_MAX: usize = 64 << 10;
/// Size of a block unpacked, at most (bytes), as the format's description has it.
const BLOCK_BYTES_MAX: u64 = 32 << 20;
/// A PBF file has no lines to name.
const NO_LINE: u32 = 0;
/// Features that a reader must know; all of these are read here.
const KNOWN_FEATURES: [&str; 3] = ["OsmSchema-V0.6", "DenseNodes", "HistoricalInformation"];

/// Reads a whole file.
pub(crate) fn read(file: &str, bytes: &[u8]) -> Result<Document, ImportError> {
    if bytes.is_empty() {
        return Err(ImportError::Empty { file: file.to_owned() });
    }
    let mut document = Document::new(file);
    let mut rest = bytes;
    let mut block = 0;
    while !rest.is_empty() {
        block += 1;
        read_blob(&mut rest, block, &mut document).map_err(|what| broken(file, block, &what))?;
    }
    document.take_inline_places();
    Ok(document)
}

fn broken(file: &str, block: u32, what: &str) -> ImportError {
    ImportError::Broken {
        file: file.to_owned(),
        line: 0,
        what: format!("block {block} of the PBF file: {what}"),
        remedy: "fetch the file again; `osmium fileinfo` shows such faults too".to_owned(),
    }
}

fn read_blob(rest: &mut &[u8], block: u32, document: &mut Document) -> Result<(), String> {
    let length = take(rest, 4)?;
    let length = length.iter().fold(0_usize, |sum, &byte| sum << 8 | usize::from(byte));
    if length > HEADER_BYTES_MAX {
        return Err(format!("its header announces {length} bytes; this is no PBF file, or it is damaged"));
    }
    let mut header = Fields(take(rest, length)?);
    let (mut kind, mut size) = (String::new(), 0);
    while let Some((field, value)) = header.next_field()? {
        match (field, value.bytes(), value.number()) {
            (1, Some(bytes), _) => kind = String::from_utf8_lossy(bytes).into_owned(),
            (3, _, Some(number)) => size = usize::try_from(number).unwrap_or(usize::MAX),
            _ => {}
        }
    }
    let data = unpacked(take(rest, size)?)?;
    match kind.as_str() {
        "OSMHeader" if block == 1 => read_header(&data, document),
        "OSMHeader" => Err("a second file begins here".to_owned()),
        _ if block == 1 => Err("the first block is no OSMHeader".to_owned()),
        "OSMData" => Block::parse(&data)?.read(document),
        // Blocks of unknown kinds are to be passed over, says the format.
        _ => Ok(()),
    }
}

/// The content of a blob, unpacked.
fn unpacked(blob: &[u8]) -> Result<Vec<u8>, String> {
    let mut fields = Fields(blob);
    let mut found = None;
    let mut announced = None;
    while let Some((field, value)) = fields.next_field()? {
        match (field, value.bytes(), value.number()) {
            (1, Some(raw), _) => found = Some(raw.to_vec()),
            (2, _, Some(size)) => announced = Some(size),
            (3, Some(zlib), _) => {
                let mut data = Vec::new();
                let mut decoder = flate2::read::ZlibDecoder::new(zlib).take(BLOCK_BYTES_MAX + 1);
                decoder.read_to_end(&mut data).map_err(|e| format!("it cannot be unpacked: {e}"))?;
                found = Some(data);
            }
            (4..=7, Some(_), _) => {
                return Err("it is packed by a method other than zlib, which is not read".to_owned());
            }
            _ => {}
        }
    }
    let data = found.ok_or("it is empty")?;
    if data.len() as u64 > BLOCK_BYTES_MAX {
        return Err(format!("it is larger than {BLOCK_BYTES_MAX} bytes"));
    }
    if announced.is_some_and(|size| size != data.len() as u64) {
        return Err("its size is not what it announces".to_owned());
    }
    Ok(data)
}

fn read_header(data: &[u8], document: &mut Document) -> Result<(), String> {
    let mut fields = Fields(data);
    while let Some((field, value)) = fields.next_field()? {
        let Some(bytes) = value.bytes() else { continue };
        let text = || String::from_utf8_lossy(bytes).into_owned();
        match field {
            1 => document.bounds = read_bounds(bytes)?,
            4 if !KNOWN_FEATURES.contains(&text().as_str()) => {
                return Err(format!(
                    "it requires the feature {}, which is not read",
                    crate::xml::shortened(&text())
                ));
            }
            16 => document.generator = Some(text()),
            _ => {}
        }
    }
    Ok(())
}

fn read_bounds(bytes: &[u8]) -> Result<Option<Bounds>, String> {
    let mut sides = [None; 5];
    let mut fields = Fields(bytes);
    while let Some((field, value)) = fields.next_field()? {
        if let (Some(side), Some(number)) = (sides.get_mut(field as usize), value.number()) {
            *side = Some(zigzag(number) as f64 * 1e-9);
        }
    }
    let [_, Some(west), Some(east), Some(north), Some(south)] = sides else { return Ok(None) };
    Ok(Some(Bounds { south, west, north, east }))
}

/// A block of elements.
struct Block<'a> {
    strings: Vec<&'a [u8]>,
    groups: Vec<&'a [u8]>,
    granularity: i64,
    lat_offset: i64,
    lon_offset: i64,
}

impl<'a> Block<'a> {
    fn parse(data: &'a [u8]) -> Result<Self, String> {
        let mut block =
            Self { strings: Vec::new(), groups: Vec::new(), granularity: 100, lat_offset: 0, lon_offset: 0 };
        let mut fields = Fields(data);
        while let Some((field, value)) = fields.next_field()? {
            match (field, value.bytes(), value.number()) {
                (1, Some(table), _) => {
                    let mut table = Fields(table);
                    while let Some((field, value)) = table.next_field()? {
                        if let (1, Some(text)) = (field, value.bytes()) {
                            block.strings.push(text);
                        }
                    }
                }
                (2, Some(group), _) => block.groups.push(group),
                (17, _, Some(number)) => block.granularity = number as i64,
                (19, _, Some(number)) => block.lat_offset = number as i64,
                (20, _, Some(number)) => block.lon_offset = number as i64,
                _ => {}
            }
        }
        Ok(block)
    }

    fn read(&self, document: &mut Document) -> Result<(), String> {
        for group in &self.groups {
            let mut fields = Fields(group);
            while let Some((field, value)) = fields.next_field()? {
                let Some(bytes) = value.bytes() else { continue };
                match field {
                    1 => self.read_node(bytes, document)?,
                    2 => self.read_dense(bytes, document)?,
                    3 => self.read_way(bytes, document)?,
                    4 => self.read_relation(bytes, document)?,
                    _ => {}
                }
            }
        }
        Ok(())
    }

    fn text(&self, index: u64) -> Result<&'a str, String> {
        let bytes = usize::try_from(index).ok().and_then(|i| self.strings.get(i));
        let bytes = bytes.ok_or_else(|| format!("it has no text number {index}"))?;
        std::str::from_utf8(bytes).map_err(|_| format!("its text number {index} is not UTF-8"))
    }

    fn tags(&self, keys: &[u64], values: &[u64]) -> Result<Tags, String> {
        if keys.len() != values.len() {
            return Err("an element has more keys than values, or fewer".to_owned());
        }
        let mut tags = Tags::default();
        for (&key, &value) in keys.iter().zip(values) {
            tags.push(self.text(key)?, self.text(value)?);
        }
        Ok(tags)
    }

    fn degrees(&self, offset: i64, value: i64) -> f64 {
        // In 128 bits nothing overflows; what is no place on Earth is found later.
        (i128::from(offset) + i128::from(self.granularity) * i128::from(value)) as f64 * 1e-9
    }

    fn read_node(&self, bytes: &[u8], document: &mut Document) -> Result<(), String> {
        let (mut id, mut lat, mut lon) = (None, None, None);
        let (mut keys, mut values, mut visible) = (Vec::new(), Vec::new(), true);
        let mut fields = Fields(bytes);
        while let Some((field, value)) = fields.next_field()? {
            match (field, value.bytes(), value.number()) {
                (1, _, Some(number)) => id = Some(zigzag(number)),
                (2, Some(list), _) => keys = packed(list)?,
                (3, Some(list), _) => values = packed(list)?,
                (4, Some(info), _) => visible = is_visible(info)?,
                (8, _, Some(number)) => lat = Some(zigzag(number)),
                (9, _, Some(number)) => lon = Some(zigzag(number)),
                _ => {}
            }
        }
        let (Some(id), Some(lat), Some(lon)) = (id, lat, lon) else {
            return Err("a node lacks its number or its place".to_owned());
        };
        self.add_node(document, Place { id, lat, lon, visible }, self.tags(&keys, &values)?);
        Ok(())
    }

    fn add_node(&self, document: &mut Document, place: Place, tags: Tags) {
        if !place.visible {
            document.deleted_nodes.insert(place.id);
            return;
        }
        let lat_deg = self.degrees(self.lat_offset, place.lat);
        let lon_deg = self.degrees(self.lon_offset, place.lon);
        document.add_node(place.id, OsmNode { lat_deg, lon_deg, tags, line: NO_LINE });
    }

    fn read_dense(&self, bytes: &[u8], document: &mut Document) -> Result<(), String> {
        let (mut ids, mut lats, mut lons) = (Vec::new(), Vec::new(), Vec::new());
        let (mut keys_values, mut visible) = (Vec::new(), Vec::new());
        let mut fields = Fields(bytes);
        while let Some((field, value)) = fields.next_field()? {
            let Some(list) = value.bytes() else { continue };
            match field {
                1 => ids = packed(list)?,
                5 => visible = dense_visible(list)?,
                8 => lats = packed(list)?,
                9 => lons = packed(list)?,
                10 => keys_values = packed(list)?,
                _ => {}
            }
        }
        if ids.len() != lats.len() || ids.len() != lons.len() {
            return Err(format!(
                "{} nodes have {} latitudes and {} longitudes",
                ids.len(),
                lats.len(),
                lons.len()
            ));
        }
        let mut at = Place { id: 0, lat: 0, lon: 0, visible: true };
        let mut pairs = keys_values.into_iter();
        for (i, ((&id, &lat), &lon)) in ids.iter().zip(&lats).zip(&lons).enumerate() {
            at.id = summed(at.id, id)?;
            at.lat = summed(at.lat, lat)?;
            at.lon = summed(at.lon, lon)?;
            at.visible = visible.get(i).is_none_or(|&flag| flag != 0);
            let mut tags = Tags::default();
            // Each node's pairs end with a zero; where no node has tags the list is empty.
            while let Some(key) = pairs.next().filter(|&key| key != 0) {
                let value = pairs.next().ok_or("a node's tags are cut off")?;
                tags.push(self.text(key)?, self.text(value)?);
            }
            self.add_node(document, at, tags);
        }
        Ok(())
    }

    fn read_way(&self, bytes: &[u8], document: &mut Document) -> Result<(), String> {
        let (mut id, mut keys, mut values, mut visible) = (None, Vec::new(), Vec::new(), true);
        let (mut refs, mut lats, mut lons) = (Vec::new(), Vec::new(), Vec::new());
        let mut fields = Fields(bytes);
        while let Some((field, value)) = fields.next_field()? {
            match (field, value.bytes(), value.number()) {
                (1, _, Some(number)) => id = Some(number as i64),
                (2, Some(list), _) => keys = packed(list)?,
                (3, Some(list), _) => values = packed(list)?,
                (4, Some(info), _) => visible = is_visible(info)?,
                (8, Some(list), _) => refs = packed(list)?,
                (9, Some(list), _) => lats = packed(list)?,
                (10, Some(list), _) => lons = packed(list)?,
                _ => {}
            }
        }
        let id = id.ok_or("a way lacks its number")?;
        if !visible {
            return Ok(());
        }
        let nodes = running_sums(&refs)?;
        if lats.len() == refs.len() && lons.len() == refs.len() {
            // Places inside ways, an option of the format.
            for ((&node, lat), lon) in nodes.iter().zip(running_sums(&lats)?).zip(running_sums(&lons)?) {
                let place = (self.degrees(self.lat_offset, lat), self.degrees(self.lon_offset, lon));
                document.inline_places.entry(node).or_insert(place);
            }
        }
        document.add_way(id, OsmWay { nodes, tags: self.tags(&keys, &values)?, line: NO_LINE });
        Ok(())
    }

    fn read_relation(&self, bytes: &[u8], document: &mut Document) -> Result<(), String> {
        let (mut id, mut keys, mut values, mut visible) = (None, Vec::new(), Vec::new(), true);
        let (mut roles, mut ids, mut kinds) = (Vec::new(), Vec::new(), Vec::new());
        let mut fields = Fields(bytes);
        while let Some((field, value)) = fields.next_field()? {
            match (field, value.bytes(), value.number()) {
                (1, _, Some(number)) => id = Some(number as i64),
                (2, Some(list), _) => keys = packed(list)?,
                (3, Some(list), _) => values = packed(list)?,
                (4, Some(info), _) => visible = is_visible(info)?,
                (8, Some(list), _) => roles = packed(list)?,
                (9, Some(list), _) => ids = packed(list)?,
                (10, Some(list), _) => kinds = packed(list)?,
                _ => {}
            }
        }
        let id = id.ok_or("a relation lacks its number")?;
        if !visible {
            return Ok(());
        }
        if roles.len() != ids.len() || kinds.len() != ids.len() {
            return Err(format!("relation {id} has {} members, {} roles", ids.len(), roles.len()));
        }
        let mut members = Vec::with_capacity(ids.len());
        for ((member, &role), &kind) in running_sums(&ids)?.into_iter().zip(&roles).zip(&kinds) {
            let kind = match kind {
                0 => MemberKind::Node,
                1 => MemberKind::Way,
                2 => MemberKind::Relation,
                other => return Err(format!("relation {id} has a member of the unknown kind {other}")),
            };
            members.push(Member { kind, id: member, role: self.text(role)?.to_owned() });
        }
        document.add_relation(id, OsmRelation { members, tags: self.tags(&keys, &values)?, line: NO_LINE });
        Ok(())
    }
}

/// A node's number and place in the block's own units.
#[derive(Debug, Clone, Copy)]
struct Place {
    id: i64,
    lat: i64,
    lon: i64,
    visible: bool,
}

fn summed(sum: i64, delta: u64) -> Result<i64, String> {
    sum.checked_add(zigzag(delta)).ok_or_else(|| "a sum of differences is beyond 64 bits".to_owned())
}

fn running_sums(deltas: &[u64]) -> Result<Vec<i64>, String> {
    let mut sum = 0;
    deltas
        .iter()
        .map(|&delta| {
            sum = summed(sum, delta)?;
            Ok(sum)
        })
        .collect()
}

/// The flag in an element's own info; absent means visible.
fn is_visible(info: &[u8]) -> Result<bool, String> {
    let mut fields = Fields(info);
    while let Some((field, value)) = fields.next_field()? {
        if let (6, Some(flag)) = (field, value.number()) {
            return Ok(flag != 0);
        }
    }
    Ok(true)
}

/// The flags in the info of packed nodes, one a node; the info may be empty.
fn dense_visible(info: &[u8]) -> Result<Vec<u64>, String> {
    let mut fields = Fields(info);
    while let Some((field, value)) = fields.next_field()? {
        if let (6, Some(list)) = (field, value.bytes()) {
            return packed(list);
        }
    }
    Ok(Vec::new())
}
