//! Origin-destination matrices.

use super::{Cell, Expansion};
use crate::file::MatrixFile;
use crate::read::{Mistake, ScenarioError};
use crate::vehicle::{DepartLane, DepartPos, DepartSpeed, Trip};
use pilotzone_map::LinkId;
use pilotzone_world::{AgentKey, Stream};
use std::collections::BTreeMap;

/// Whether a fraction of a vehicle becomes one.
const ROUND: Stream = Stream::named("demand.matrix.round");
/// When the n-th vehicle of a cell enters, and on which links it starts and ends.
const PLACE: Stream = Stream::named("demand.matrix.place");

impl Expansion<'_, '_> {
    /// Every vehicle of every matrix.
    pub(super) fn matrices(&mut self) {
        let file = self.setting.file;
        for (name, matrix) in &file.matrices {
            let areas = self.areas(name, matrix);
            for cell in self.cells(name, matrix) {
                self.cell(name, matrix, &areas, &cell);
            }
        }
    }

    fn cells(&self, name: &str, matrix: &MatrixFile) -> Vec<Cell> {
        if matrix.csv.is_some() {
            return self.setting.cells.get(name).cloned().unwrap_or_default();
        }
        let rows = matrix.vehicles.iter();
        let cells = rows.flat_map(|(from, row)| row.iter().map(move |(to, n)| (from, to, n.0)));
        cells
            .map(|(from, to, vehicles)| Cell { from: from.clone(), to: to.clone(), vehicles, at: None })
            .collect()
    }

    fn areas<'f>(&mut self, name: &str, matrix: &'f MatrixFile) -> BTreeMap<&'f str, Vec<LinkId>> {
        let mut areas = BTreeMap::new();
        for (area, ids) in &matrix.areas {
            let mut links = Vec::new();
            for (i, id) in ids.iter().enumerate() {
                links.extend(self.link(&["matrices", name, "areas", area, &i.to_string()], id));
            }
            areas.insert(area.as_str(), links);
        }
        areas
    }

    /// The links of an area, or the link that the name itself is.
    fn links_of(
        &mut self,
        name: &str,
        areas: &BTreeMap<&str, Vec<LinkId>>,
        cell: &Cell,
        end: &str,
    ) -> Option<Vec<LinkId>> {
        if let Some(links) = areas.get(end) {
            return (!links.is_empty()).then(|| links.clone());
        }
        match self.links.find(end) {
            Ok(link) => Some(vec![link]),
            Err(near_link) => {
                let near_area = crate::read::nearest::of(end, areas.keys().copied());
                let mistake = Mistake::NotInMap {
                    key: format!("matrices.{name}"),
                    what: "area or link",
                    id: end.to_owned(),
                    map: self.setting.map_path.to_owned(),
                    nearest: near_area.or(near_link),
                };
                match &cell.at {
                    Some(at) => self.document.errors.push(ScenarioError::at(at.clone(), mistake)),
                    None => self.refuse(&["matrices", name, "vehicles", &cell.from, &cell.to], mistake),
                }
                None
            }
        }
    }

    fn cell(&mut self, name: &str, matrix: &MatrixFile, areas: &BTreeMap<&str, Vec<LinkId>>, cell: &Cell) {
        let from = self.links_of(name, areas, cell, &cell.from);
        let to = self.links_of(name, areas, cell, &cell.to);
        let choice = self.choice(matrix.kind.as_ref(), matrix.mix.as_ref());
        let (Some(from), Some(to), Some(choice)) = (from, to, choice) else { return };
        if !self.can_be_meant(&["matrices", name], cell.vehicles) {
            return;
        }
        let seed = self.seed();
        let (begin_s, end_s) = (matrix.begin_s, self.end_s(matrix.end_s));
        let flow = format!("{name}/{}>{}", cell.from, cell.to);
        let whole = cell.vehicles.floor();
        let one_more = ROUND.draws(seed, AgentKey::of_name(&flow), 0).unit() < cell.vehicles - whole;
        for n in 0..whole as u64 + u64::from(one_more) {
            let key = AgentKey::of_flow(&flow, n);
            let Some(kind) = choice.of(seed, key) else { return };
            let mut draws = PLACE.draws(seed, key, 0);
            let depart_s = begin_s + draws.unit() * (end_s - begin_s);
            let mut one_of = |links: &[LinkId]| links.get(draws.below(links.len() as u64) as usize).copied();
            let (Some(from), Some(to)) = (one_of(&from), one_of(&to)) else { return };
            let name = format!("{flow}.{n}");
            match self.ways.between(from, to, self.class_of(kind)) {
                Ok(way) => self.demand.trips.push(Trip {
                    name,
                    key,
                    kind,
                    depart_s,
                    route: way.links,
                    depart_lane: DepartLane::Best,
                    depart_pos: DepartPos::Base,
                    depart_speed: DepartSpeed::Max,
                    arrival_pos_m: None,
                    stops: Vec::new(),
                    triggered: false,
                }),
                Err(reason) => self.give_up(name, reason),
            }
        }
    }
}
