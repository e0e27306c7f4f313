//! The outcome of a check as JUnit XML, which build servers read.

use super::Checked;
use std::fmt::Write;

/// The report: a test case for each scenario.
pub fn junit(checked: &[Checked]) -> String {
    let failures = checked.iter().filter(|one| !one.holds()).count();
    let time_s: f64 = checked.iter().map(|one| one.wall_s).sum();
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let counts = format!("tests=\"{}\" failures=\"{failures}\" time=\"{time_s:.3}\"", checked.len());
    let _ = writeln!(text, "<testsuites {counts}>\n  <testsuite name=\"pilotzone check\" {counts}>");
    for one in checked {
        let name = escaped(&one.scenario.display().to_string());
        let head =
            format!("    <testcase classname=\"pilotzone.check\" name=\"{name}\" time=\"{:.3}\"", one.wall_s);
        let Some(first) = one.failures.first() else {
            let _ = writeln!(text, "{head}/>");
            continue;
        };
        let _ = writeln!(
            text,
            "{head}>\n      <failure message=\"{}\">{}</failure>\n    </testcase>",
            escaped(first),
            escaped(&one.failures.join("\n"))
        );
    }
    text += "  </testsuite>\n</testsuites>\n";
    text
}

/// A text without what XML would take for marks, or does not allow at all.
fn escaped(text: &str) -> String {
    let mut safe = String::new();
    for c in text.chars() {
        match c {
            '&' => safe += "&amp;",
            '<' => safe += "&lt;",
            '>' => safe += "&gt;",
            '"' => safe += "&quot;",
            '\n' => safe.push('\n'),
            c if c.is_control() => safe.push('\u{fffd}'),
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_counts_its_cases_and_quotes_what_xml_would_stumble_over() {
        let one = |name: &str, failures: &[&str]| Checked {
            scenario: name.into(),
            wall_s: 0.25,
            failures: failures.iter().map(|text| (*text).to_owned()).collect(),
            is_blessed: false,
        };
        insta::assert_snapshot!(junit(&[one("a.toml", &[]), one("b&<\"c\">.toml", &["it \u{1} fell", "<x>"])]), @r#"
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuites tests="2" failures="1" time="0.500">
          <testsuite name="pilotzone check" tests="2" failures="1" time="0.500">
            <testcase classname="pilotzone.check" name="a.toml" time="0.250"/>
            <testcase classname="pilotzone.check" name="b&amp;&lt;&quot;c&quot;&gt;.toml" time="0.250">
              <failure message="it � fell">it � fell
        &lt;x&gt;</failure>
            </testcase>
          </testsuite>
        </testsuites>
        "#);
    }
}
