//! The compact file format of maps.
//!
//! A header of 32 bytes, then the map as `postcard` writes it, compressed with zstd:
//!
//! | bytes | what |
//! |---|---|
//! | 8 | [`MAGIC`] |
//! | 4 | version, little-endian like all that follow |
//! | 8 | length of the compressed map |
//! | 8 | length of the map before compression |
//! | 4 | CRC-32 of both lengths and the compressed map |
//!
//! `postcard` writes fields without their names: whoever changes a type of the map, adds to it or reorders it,
//! raises [`VERSION`].

use std::io::Read;

use crate::Map;
use crate::check::{CheckError, check};

/// The first bytes of every map file. A byte above 127 and a line end, so that no text begins so and a
/// transfer as text is noticed.
pub const MAGIC: [u8; 8] = *b"\x89PZMAP\r\n";
/// The version that is written, and the only one that is read.
pub const VERSION: u32 = 2;

/// The largest map that is unpacked (bytes): several times a city of a million lanes, and small enough for a
/// machine that reads a file from somebody else.
const UNPACKED_MAX: u64 = 2 << 30;
const HEADER_BYTES: usize = 32;
/// Smaller by a tenth than zstd's own default, at a time that still does not show in an import.
const ZSTD_LEVEL: i32 = 9;

/// Why bytes are no map.
#[derive(Debug, thiserror::Error)]
pub enum NativeError {
    /// Another kind of file.
    #[error("this is no pilotzone map: its first bytes are not those of one")]
    NotAMap,
    /// Another version.
    #[error(
        "the map has format version {found}; this pilotzone reads version {VERSION}: import the map again \
         from its source, or use the pilotzone that wrote it"
    )]
    Version {
        /// The version in the file.
        found: u32,
    },
    /// More or fewer bytes than the header says.
    #[error(
        "the map file should have {expected} bytes and has {found}: it was cut off or added to; import it again"
    )]
    Length {
        /// What the header says.
        expected: u64,
        /// What there is.
        found: u64,
    },
    /// Bytes were changed.
    #[error("the map file is damaged: its checksum does not fit; import it again")]
    Damaged,
    /// Too much to unpack.
    #[error("the map would take {found} bytes unpacked; at most {UNPACKED_MAX} are read")]
    TooLarge {
        /// What the header says.
        found: u64,
    },
    /// The packed part is not what the header promises.
    #[error("the map cannot be unpacked: {0}")]
    Unpack(String),
    /// The unpacked part is no map of this version.
    #[error("the map cannot be decoded: {0}")]
    Decode(String),
    /// A map that does not hold together.
    #[error("the map contradicts itself: {0}")]
    Check(#[from] CheckError),
    /// A map that cannot be written.
    #[error("the map cannot be packed: {0}")]
    Pack(String),
}

/// Whether bytes begin as a map file does; a file is known by its content, not its name.
pub fn is_native(bytes: &[u8]) -> bool {
    bytes.starts_with(&MAGIC)
}

/// A map as the bytes of a file: the same map gives the same bytes.
pub fn write(map: &Map) -> Result<Vec<u8>, NativeError> {
    let plain = postcard::to_stdvec(map).map_err(|error| NativeError::Pack(error.to_string()))?;
    let packed = zstd::bulk::compress(&plain, ZSTD_LEVEL).map_err(|e| NativeError::Pack(e.to_string()))?;
    let mut lengths = [0; 16];
    lengths[..8].copy_from_slice(&(packed.len() as u64).to_le_bytes());
    lengths[8..].copy_from_slice(&(plain.len() as u64).to_le_bytes());
    let mut file = Vec::with_capacity(HEADER_BYTES + packed.len());
    file.extend(MAGIC);
    file.extend(VERSION.to_le_bytes());
    file.extend(lengths);
    file.extend(checksum(&lengths, &packed).to_le_bytes());
    file.extend(packed);
    Ok(file)
}

/// The map in the bytes of a file, checked: whatever the bytes are, the answer is a sound map or an error.
pub fn read(bytes: &[u8]) -> Result<Map, NativeError> {
    let (plain_bytes, packed) = open(bytes)?;
    let plain = unpack(packed, plain_bytes)?;
    let (map, rest) =
        postcard::take_from_bytes::<Map>(&plain).map_err(|error| NativeError::Decode(error.to_string()))?;
    if !rest.is_empty() {
        return Err(NativeError::Decode(format!("{} bytes left over", rest.len())));
    }
    check(&map)?;
    Ok(map)
}

/// The unpacked length and the packed part, after all that the header can tell.
fn open(bytes: &[u8]) -> Result<(u64, &[u8]), NativeError> {
    let rest = bytes.strip_prefix(&MAGIC).ok_or(NativeError::NotAMap)?;
    let short = || NativeError::Length { expected: HEADER_BYTES as u64, found: bytes.len() as u64 };
    let (version, rest) = rest.split_first_chunk::<4>().ok_or_else(short)?;
    let found = u32::from_le_bytes(*version);
    if found != VERSION {
        return Err(NativeError::Version { found });
    }
    let (lengths, rest) = rest.split_first_chunk::<16>().ok_or_else(short)?;
    let (sum, packed) = rest.split_first_chunk::<4>().ok_or_else(short)?;
    let length = |at: usize| lengths[at..at + 8].iter().rev().fold(0, |n, &byte| n << 8 | u64::from(byte));
    let (packed_bytes, plain_bytes) = (length(0), length(8));
    if packed_bytes != packed.len() as u64 {
        let expected = packed_bytes.saturating_add(HEADER_BYTES as u64);
        return Err(NativeError::Length { expected, found: bytes.len() as u64 });
    }
    if checksum(lengths, packed) != u32::from_le_bytes(*sum) {
        return Err(NativeError::Damaged);
    }
    if plain_bytes > UNPACKED_MAX {
        return Err(NativeError::TooLarge { found: plain_bytes });
    }
    Ok((plain_bytes, packed))
}

/// Unpacks as a stream, so that memory grows with what really comes and not with what a header promises.
fn unpack(packed: &[u8], plain_bytes: u64) -> Result<Vec<u8>, NativeError> {
    let failed = |error: std::io::Error| NativeError::Unpack(error.to_string());
    let decoder = zstd::stream::read::Decoder::with_buffer(packed).map_err(failed)?.single_frame();
    let mut plain = Vec::new();
    // One byte more than promised, so that too much is noticed.
    decoder.take(plain_bytes + 1).read_to_end(&mut plain).map_err(failed)?;
    if plain.len() as u64 != plain_bytes {
        let what = if plain.len() as u64 > plain_bytes {
            format!("more than the {plain_bytes} promised bytes came out")
        } else {
            format!("only {} of the {plain_bytes} promised bytes came out", plain.len())
        };
        return Err(NativeError::Unpack(what));
    }
    Ok(plain)
}

fn checksum(lengths: &[u8], packed: &[u8]) -> u32 {
    let mut sum = crc32fast::Hasher::new();
    sum.update(lengths);
    sum.update(packed);
    sum.finalize()
}

#[cfg(test)]
mod tests;
