//! Stacks, crews, drivers, faults.

use super::Checks;
use crate::automation::Stack;

impl Checks<'_> {
    pub(super) fn automation(&mut self) {
        let file = self.file;
        let drivers: Vec<&String> = file.drivers.keys().collect();
        let stacks: Vec<&String> = file.stacks.keys().collect();
        let crews: Vec<&String> = file.crews.keys().collect();
        for (name, kind) in &file.types {
            if let Some(driver) = &kind.driver {
                self.named(&["types", name, "driver"], "driver", driver, &drivers);
            }
            if let Some(stack) = &kind.stack {
                self.named(&["types", name, "stack"], "stack", stack, &stacks);
            }
            if let Some(crew) = &kind.crew {
                self.named(&["types", name, "crew"], "crew", crew, &crews);
            }
            if kind.stack.is_some() != kind.crew.is_some() {
                self.choice(
                    &["types", name],
                    "a type with a `stack` needs a `crew`, and one without has none",
                );
            }
            if kind.stack.is_some() && kind.driver.is_some() {
                self.choice(
                    &["types", name],
                    "either a `stack` or a `driver` drives; who takes over stands in the crew",
                );
            }
        }
        for (name, crew) in &file.crews {
            self.named(&["crews", name, "drives_as"], "driver", &crew.drives_as, &drivers);
            if crew.share_allowed < crew.share_forbidden {
                let what = "lies below `share_forbidden`: nobody does less of what he may";
                self.choice(&["crews", name, "share_allowed"], what);
            }
        }
        for (name, stack) in &file.stacks {
            self.stack(name, stack);
        }
        for (name, fault) in &file.faults {
            if fault.at_s.is_some() == fault.per_h.is_some() {
                self.choice(&["faults", name], "write when it begins, as `at_s`, or how often, as `per_h`");
            }
        }
    }

    fn stack(&mut self, name: &str, stack: &Stack) {
        let zones: Vec<&String> = self.file.zones.keys().collect();
        for zone in &stack.odd.zones {
            self.named(&["stacks", name, "odd", "zones"], "zone", zone, &zones);
        }
        if stack.sensors.is_empty() != stack.detection.is_none() {
            self.choice(
                &["stacks", name],
                "`sensors` and `detection` come together; without both it senses perfectly",
            );
        }
        if let Some([from, to]) = &stack.odd.hours
            && from.0 >= to.0
        {
            self.choice(&["stacks", name, "odd", "hours"], "the hours end before they begin");
        }
        if let Some(rss) = &stack.rss
            && rss.brake_max_mps2 < rss.brake_min_mps2
        {
            let what =
                "is below `brake_min_mps2`: the formula holds only where others brake at least as hard";
            self.choice(&["stacks", name, "rss", "brake_max_mps2"], what);
        }
    }
}
