//! The tables as others see them: their columns, and Parquet files of what is anonymised.

use crate::anonymise::{Anonymised, PublicCount, PublicExposure, PublicFlow, PublicIncident};
use arrow_array::{ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use std::sync::Arc;

/// Version of the columns; columns are only ever added.
pub(crate) const SCHEMA_VERSION: u32 = 1;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Text.
    Text,
    /// Any number.
    Number,
    /// A whole number.
    Count,
    /// A day.
    Date,
}

/// A column with what it means.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column {
    pub name: &'static str,
    pub kind: Kind,
    pub ko: &'static str,
    pub en: &'static str,
}

const fn column(name: &'static str, kind: Kind, ko: &'static str, en: &'static str) -> Column {
    Column { name, kind, ko, en }
}

/// Columns by which all tables are partitioned.
pub(crate) const PARTITIONS: [Column; 2] = [
    column("city", Kind::Text, "도시", "the city"),
    column("date", Kind::Date, "모의 상황의 날짜(현지)", "the simulated day, local"),
];

const LAW: Column = column("law", Kind::Text, "적용한 규칙 묶음", "the rule set that held");
const KIND: Column = column("kind", Kind::Text, "사고 유형", "kind of incident, of a closed list");

/// A table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Table {
    Incidents,
    Counts,
    Exposure,
    Flow,
}

const INCIDENTS: [Column; 16] = [
    column(
        "id",
        Kind::Text,
        "이번 전송에만 쓰인 무작위 번호",
        "random, of this upload alone; no list of them is kept",
    ),
    KIND,
    LAW,
    column(
        "place_level",
        Kind::Text,
        "장소의 정밀도",
        "how exactly the place is told: 50 m, 200 m, 1 km, district, city",
    ),
    column(
        "lon_deg",
        Kind::Number,
        "격자 중심의 경도",
        "longitude of the middle of the square (deg); none above squares",
    ),
    column(
        "lat_deg",
        Kind::Number,
        "격자 중심의 위도",
        "latitude of the middle of the square (deg); none above squares",
    ),
    column("district", Kind::Text, "구역", "the district; none where only the city is told"),
    column("time_level", Kind::Text, "시각의 정밀도", "how exactly the time is told: 5 min, 1 h, day"),
    column(
        "time_from",
        Kind::Text,
        "시간대의 시작(HH:MM)",
        "start of the five minutes or hour, HH:MM; none for a day",
    ),
    column(
        "class",
        Kind::Text,
        "당사자의 종류",
        "what the first who took part was; none where it is not told",
    ),
    column(
        "other_class",
        Kind::Text,
        "상대방의 종류",
        "what the other was; none where there was none or it is not told",
    ),
    column("control", Kind::Text, "운전 주체", "who drove the first; none where classes are not told"),
    column(
        "delta_v_kmh",
        Kind::Number,
        "속도 변화(10 km/h 구간의 시작)",
        "change of velocity in the impact: start of a band of 10 km/h",
    ),
    column(
        "injury_risk",
        Kind::Text,
        "상해 위험 구간",
        "greatest risk of an injury of MAIS 2 or more, in three bands",
    ),
    column("cause", Kind::Text, "사고 기록에 적힌 원인", "why, where the event itself says it"),
    column(
        "shared_by",
        Kind::Count,
        "같은 장소·시간·종류를 공유하는 인원",
        "how many different people share place, time and classes as told",
    ),
];
const COUNTS: [Column; 3] = [
    LAW,
    KIND,
    column(
        "incidents",
        Kind::Count,
        "사고 건수(비공개 행 포함)",
        "how many there were, rows that are suppressed included",
    ),
];
const EXPOSURE: [Column; 5] = [
    LAW,
    column("class", Kind::Text, "자율주행차, 그 밖의 차량, 드론", "av, other_vehicle or uav"),
    column("runs", Kind::Count, "실행 수", "runs that it is the sum of"),
    column("vehicle_km", Kind::Number, "주행거리(km)", "way driven (km)"),
    column("flight_h", Kind::Number, "비행시간(h)", "time flown (h)"),
];
const FLOW: [Column; 6] = [
    LAW,
    column("link", Kind::Text, "도로 구간", "the link of the road map"),
    column("time_from", Kind::Text, "5분의 시작(HH:MM)", "start of the five minutes, HH:MM"),
    column("runs", Kind::Count, "실행 수", "runs that it is the mean of"),
    column("volume_per_h", Kind::Number, "시간당 교통량", "vehicles per hour"),
    column("speed_mps", Kind::Number, "공간평균속도(m/s)", "mean speed over space (m/s)"),
];

impl Table {
    pub const ALL: [Self; 4] = [Self::Incidents, Self::Counts, Self::Exposure, Self::Flow];

    /// The name of its folder.
    pub fn name(self) -> &'static str {
        match self {
            Self::Incidents => "incidents",
            Self::Counts => "incident_counts",
            Self::Exposure => "exposure",
            Self::Flow => "link_flow",
        }
    }

    /// Of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|table| table.name() == name)
    }

    /// What it holds: Korean, English.
    pub fn about(self) -> (&'static str, &'static str) {
        match self {
            Self::Incidents => ("익명 처리된 사고", "incidents, anonymised"),
            Self::Counts => ("사고 건수", "counts of incidents: numerators of rates"),
            Self::Exposure => ("노출량", "exposure: denominators of rates"),
            Self::Flow => ("도로 구간별 5분 교통량과 속도", "traffic by link and five minutes"),
        }
    }

    /// Its columns but those by which it is partitioned.
    pub fn columns(self) -> &'static [Column] {
        match self {
            Self::Incidents => &INCIDENTS,
            Self::Counts => &COUNTS,
            Self::Exposure => &EXPOSURE,
            Self::Flow => &FLOW,
        }
    }
}

/// A file of a table: the rows of one city and day.
pub(crate) struct Part {
    pub city: String,
    pub day: i32,
    pub rows: u64,
    pub bytes: Anonymised<Vec<u8>>,
}

/// A row that a table can hold.
pub(crate) trait Row: Sized {
    const TABLE: Table;
    /// City and day.
    fn partition(&self) -> (&str, i32);
    /// The arrays of [`Table::columns`], in their order.
    fn arrays(rows: &[&Self]) -> Vec<ArrayRef>;
}

/// The Parquet files of incidents, one for each city and day.
pub fn incident_files(
    rows: &Anonymised<Vec<PublicIncident>>,
) -> Result<Vec<Anonymised<Vec<u8>>>, ParquetError> {
    Ok(parts(rows)?.into_iter().map(|part| part.bytes).collect())
}

/// The files of a table, by city and day; none for no rows.
pub(crate) fn parts<R: Row>(rows: &Anonymised<Vec<R>>) -> Result<Vec<Part>, ParquetError> {
    let mut sorted: Vec<&R> = rows.get().iter().collect();
    sorted.sort_by(|a, b| a.partition().cmp(&b.partition()));
    let groups = sorted.chunk_by(|a, b| a.partition() == b.partition());
    let part = |group: &[&R]| {
        let (city, day) = group[0].partition();
        let bytes = rows.bytes_of(|| encode::<R>(group))?;
        Ok(Part { city: city.to_owned(), day, rows: group.len() as u64, bytes })
    };
    groups.map(part).collect()
}

fn encode<R: Row>(rows: &[&R]) -> Result<Vec<u8>, ParquetError> {
    let field = |column: &Column| {
        let kind = match column.kind {
            Kind::Text => DataType::Utf8,
            Kind::Number => DataType::Float64,
            Kind::Count => DataType::Int64,
            Kind::Date => DataType::Date32,
        };
        Field::new(column.name, kind, true)
    };
    let schema = Arc::new(Schema::new(R::TABLE.columns().iter().map(field).collect::<Vec<_>>()));
    let batch = RecordBatch::try_new(Arc::clone(&schema), R::arrays(rows))?;
    let level = ZstdLevel::try_new(1)?;
    let properties = WriterProperties::builder().set_compression(Compression::ZSTD(level)).build();
    let mut writer = ArrowWriter::try_new(Vec::new(), schema, Some(properties))?;
    writer.write(&batch)?;
    writer.into_inner()
}

fn texts<'r, R: 'r>(rows: &[&'r R], of: impl Fn(&'r R) -> Option<&'r str>) -> ArrayRef {
    Arc::new(rows.iter().map(|row| of(row)).collect::<StringArray>())
}

fn numbers<R>(rows: &[&R], of: impl Fn(&R) -> Option<f64>) -> ArrayRef {
    Arc::new(rows.iter().map(|row| of(row).filter(|x| x.is_finite())).collect::<Float64Array>())
}

fn whole<R>(rows: &[&R], of: impl Fn(&R) -> u64) -> ArrayRef {
    Arc::new(rows.iter().map(|row| Some(of(row) as i64)).collect::<Int64Array>())
}

/// `HH:MM` of a second of the day.
fn hh_mm(of_day_s: u32) -> String {
    format!("{:02}:{:02}", of_day_s / 3600, of_day_s / 60 % 60)
}

fn clocks<R>(rows: &[&R], of: impl Fn(&R) -> Option<u32>) -> ArrayRef {
    Arc::new(rows.iter().map(|row| of(row).map(hh_mm)).collect::<StringArray>())
}

impl Row for PublicIncident {
    const TABLE: Table = Table::Incidents;

    fn partition(&self) -> (&str, i32) {
        (&self.city, self.day)
    }

    fn arrays(rows: &[&Self]) -> Vec<ArrayRef> {
        vec![
            texts(rows, |row| Some(&row.id)),
            texts(rows, |row| Some(&row.kind)),
            texts(rows, |row| Some(&row.law)),
            texts(rows, |row| Some(row.step.place.name())),
            numbers(rows, |row| row.square_deg.map(|(lon_deg, _)| lon_deg)),
            numbers(rows, |row| row.square_deg.map(|(_, lat_deg)| lat_deg)),
            texts(rows, |row| row.district.as_deref()),
            texts(rows, |row| Some(row.step.time.name())),
            clocks(rows, |row| row.from_s),
            texts(rows, |row| row.class.as_deref()),
            texts(rows, |row| row.other_class.as_deref()),
            texts(rows, |row| row.control.as_deref()),
            numbers(rows, |row| row.delta_v_kmh),
            texts(rows, |row| row.injury_risk),
            texts(rows, |row| row.cause.as_deref()),
            whole(rows, |row| row.shared_by.into()),
        ]
    }
}

impl Row for PublicCount {
    const TABLE: Table = Table::Counts;

    fn partition(&self) -> (&str, i32) {
        (&self.city, self.day)
    }

    fn arrays(rows: &[&Self]) -> Vec<ArrayRef> {
        vec![
            texts(rows, |row| Some(&row.law)),
            texts(rows, |row| Some(&row.kind)),
            whole(rows, |row| row.incidents),
        ]
    }
}

impl Row for PublicExposure {
    const TABLE: Table = Table::Exposure;

    fn partition(&self) -> (&str, i32) {
        (&self.city, self.day)
    }

    fn arrays(rows: &[&Self]) -> Vec<ArrayRef> {
        vec![
            texts(rows, |row| Some(&row.law)),
            texts(rows, |row| Some(row.class)),
            whole(rows, |row| row.runs),
            numbers(rows, |row| Some(row.vehicle_km)),
            numbers(rows, |row| Some(row.flight_h)),
        ]
    }
}

impl Row for PublicFlow {
    const TABLE: Table = Table::Flow;

    fn partition(&self) -> (&str, i32) {
        (&self.city, self.day)
    }

    fn arrays(rows: &[&Self]) -> Vec<ArrayRef> {
        vec![
            texts(rows, |row| Some(&row.law)),
            texts(rows, |row| Some(&row.link)),
            clocks(rows, |row| Some(row.from_s)),
            whole(rows, |row| row.runs),
            numbers(rows, |row| Some(row.volume_per_h)),
            numbers(rows, |row| Some(row.speed_mps)),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_column_is_called_like_what_would_name_somebody() {
        for table in Table::ALL {
            for column in table.columns().iter().chain(&PARTITIONS) {
                for word in ["agent", "vehicle_id", "driver", "name", "seed", "job", "run_id"] {
                    assert!(!column.name.contains(word), "{}.{}", table.name(), column.name);
                }
                assert!(!column.ko.is_empty() && !column.en.is_empty());
            }
            assert_eq!(Table::named(table.name()), Some(table));
        }
    }

    #[test]
    fn a_table_is_cut_by_city_and_day() {
        let count = |city: &str, day| PublicCount {
            city: city.into(),
            day,
            law: "ordinary".into(),
            kind: "gridlock".into(),
            incidents: 3,
        };
        let rows = crate::anonymise::for_tests(vec![count("b", 2), count("a", 1), count("b", 2)]);
        let parts = parts(&rows).unwrap();
        let told: Vec<_> = parts.iter().map(|part| (part.city.as_str(), part.day, part.rows)).collect();
        assert_eq!(told, [("a", 1, 1), ("b", 2, 2)]);
        assert!(parts.iter().all(|part| part.bytes.get().starts_with(b"PAR1")));
    }
}
