//! `sigscope replay`: a capture, as if it happened now.

use clap::ArgMatches;
use sigstore_har::{Capture, MAX_CAPTURE};
use sigstore_json::{Value, ordered};
use sigstore_record::{Decoder, json};
use sigstore_report::{Report, Verdict, visible};
use sigstore_show::{Style, half_text};
use sigstore_traits::Refusal;
use sigstore_verify::{Error, Policy, check_certificate, examine, needs};

use crate::evidence::{Case, Evidence};
use crate::failure::{Exit, Failure};
use crate::output::Output;
use crate::policy::policy_or_any;
use crate::trust::{Trusted, suite};
use crate::{html, input};

/// `sigscope replay`.
pub(crate) fn run(matches: &ArgMatches) -> Exit {
    let output = Output::of(matches);
    let files = ["capture", "key", "policy", "trusted-root"];
    if input::reads_twice(matches, &files) {
        return Failure::usage(input::ONCE, "").tell(&output);
    }
    replay(matches, output).unwrap_or_else(|failure| failure.tell(&output))
}

fn replay(matches: &ArgMatches, output: Output) -> Result<Exit, Failure> {
    let path = matches.get_one::<String>("capture").map_or("-", String::as_str);
    let archive = input::read(path, MAX_CAPTURE)?;
    let capture = Capture::parse(&archive);
    let mut capture = capture.map_err(|error| Failure::unreadable(path, &error))?;
    let evidence = Evidence::of(&capture.conversation);
    if !output.json {
        show(&capture, &output);
    }
    let found = verify(matches, &evidence)?;
    if output.json {
        output.line(&found.json(&capture));
    } else {
        found.show(&output, &evidence);
    }
    let exit = found.exit(&output);
    // On a page stands what was found here.
    found.reports.into_iter().for_each(|report| capture.conversation.conclude(report));
    Ok(html::write(matches, &capture.conversation, &output, exit))
}

/// The messages, as `life` shows them, and what the capture says of a verification.
fn show(capture: &Capture, output: &Output) {
    let style = Style { paint: output.paint, width: output.width() };
    let mut decoder = Decoder::new();
    let decoded = decoder.follow(&capture.conversation);
    for half in decoded.halves() {
        output.line(half_text(&decoded, half, style).trim_end_matches('\n'));
        output.line("");
    }
    for told in capture.conversation.told() {
        output.line("What the capture says of a verification; nothing of it was checked here:");
        told.text.lines().for_each(|line| output.line(&format!("  {}", visible(line))));
        output.line("");
    }
    for note in &capture.notes {
        output.complain(&visible(&format!("not read: {note}")));
    }
}

/// What could be verified, and what became of it.
#[derive(Default)]
struct Found {
    reports: Vec<Report>,
    /// Certificates that belong to no bundle, by the number of their message.
    certificates: Vec<(usize, Result<(), Error>)>,
    failures: Vec<Failure>,
    /// What could not be verified, and why.
    left: Vec<String>,
}

fn verify(matches: &ArgMatches, evidence: &Evidence) -> Result<Found, Failure> {
    let mut found = Found::default();
    let cases = evidence.cases();
    if cases.is_empty() && evidence.certificates.is_empty() {
        found.left.push("there is no bundle in it, no log entry and no certificate".into());
        return Ok(found);
    }
    let trusted = trusted(matches, evidence)?;
    let policy = trusted.narrow(policy_or_any(matches)?, matches);
    for case in cases {
        match case.and_then(|case| report(&case, evidence, &trusted, &policy, &mut found.left)) {
            Ok(report) => found.reports.extend(report),
            Err(failure) => found.failures.push(failure),
        }
    }
    if found.reports.is_empty() && found.failures.is_empty() {
        found.left.push(
            "there is no bundle in it, and no log entry that has signature and certificate".into(),
        );
        found.certificates = certificates(evidence, &trusted, &policy);
    }
    Ok(found)
}

/// A root that is chosen by the caller. That of the capture is one of them only if its name is said:
/// whoever made the capture chose it.
fn trusted(matches: &ArgMatches, evidence: &Evidence) -> Result<Trusted, Failure> {
    let asked = matches.get_one::<String>("trust").map(String::as_str);
    if asked != Some("capture") {
        return Trusted::of(matches);
    }
    match &evidence.root {
        Some(root) => Trusted::document("the trusted root in the capture", root, asked),
        None => Err(Failure::usage("there is no trusted root in the capture", "--trust capture")),
    }
}

fn report(
    case: &Case,
    evidence: &Evidence,
    trusted: &Trusted,
    policy: &Policy,
    left: &mut Vec<String>,
) -> Result<Option<Report>, Failure> {
    let unreadable = |error: &dyn Refusal| Failure {
        exit: Exit::Unreadable,
        input: case.name.clone(),
        facts: error.facts(),
    };
    let needs = needs(&case.bundle, policy, &suite()).map_err(|error| unreadable(&error))?;
    let Some((name, artifact, is_there)) = evidence.artifact(case, &needs) else {
        left.push(format!("{}: what it is about is not in the capture", case.name));
        return Ok(None);
    };
    if !is_there {
        left.push(format!(
            "that {name} is the digest of the artifact, which is not in the capture"
        ));
    }
    let examined = examine(&artifact, &case.bundle, &trusted.root, policy);
    let examined = examined.map_err(|error| unreadable(&error))?;
    let hint = trusted.hints.of(&case.bundle, &examined);
    let report = Report::new(&name, &artifact, &examined, policy, trusted.source.clone());
    Ok(Some(report.with_hint(hint)))
}

/// The certificates alone, at the times at which they were given out.
fn certificates(
    evidence: &Evidence,
    trusted: &Trusted,
    policy: &Policy,
) -> Vec<(usize, Result<(), Error>)> {
    let checked = evidence.certificates.iter().filter_map(|(message, body, time)| {
        let leaf = crate::dress::first_certificate(body)?;
        Some((*message, check_certificate(&leaf, None, *time, &trusted.root, policy)))
    });
    checked.collect()
}

impl Found {
    fn show(&self, output: &Output, evidence: &Evidence) {
        for report in &self.reports {
            let what =
                if evidence.has_bundles() { "Verified again" } else { "Put together and verified" };
            output.line(&format!("{what}, here:"));
            output.line(report.explain(output.paint).trim_end());
            report.hint().into_iter().for_each(|hint| output.complain(hint));
        }
        for (message, checked) in &self.certificates {
            let what = match checked {
                Ok(()) => "kept    the certificate holds under the trusted root".into(),
                Err(error) => format!("broken  the certificate: {error}"),
            };
            output.line(&visible(&format!("[{message}] {what}")));
        }
        for left in &self.left {
            output.line(&visible(&format!("Not verified: {left}.")));
        }
        let refused = self.reports.iter().any(|report| report.verdict() == Verdict::Refused);
        let own = evidence.root.is_some();
        if refused && own {
            output.complain("the capture has a trusted root of its own: see --trust capture");
        }
    }

    /// `sigscope.replay/1`: the life as the capture tells it, and what was found here.
    fn json(&self, capture: &Capture) -> String {
        let text = |text: &str| Value::String(text.to_owned().into());
        let texts =
            |list: &[String]| ordered(&Value::Array(list.iter().map(|it| text(it)).collect()));
        let reports: Vec<_> = self.reports.iter().map(Report::to_json).collect();
        let certificates: Vec<_> = self.certificates.iter().map(certificate_json).collect();
        format!(
            "{{\"format\":\"sigscope.replay/1\",\"creator\":{},\"life\":{},\"reports\":[{}],\
             \"certificates\":[{}],\"not_verified\":{},\"not_read\":{}}}",
            ordered(&text(&capture.creator)),
            json(&capture.conversation),
            reports.join(","),
            certificates.join(","),
            texts(&self.left),
            texts(&capture.notes),
        )
    }

    fn exit(&self, output: &Output) -> Exit {
        let reports = self.reports.iter().map(|report| report.verdict() == Verdict::Verified);
        let certificates = self.certificates.iter().map(|(_, checked)| checked.is_ok());
        let kept = reports.chain(certificates).all(|kept| kept);
        let exit = if kept { Exit::Done } else { Exit::Refused };
        self.failures.iter().fold(exit, |exit, failure| exit.and(failure.tell(output)))
    }
}

fn certificate_json((message, checked): &(usize, Result<(), Error>)) -> String {
    let (outcome, error) = match checked {
        Ok(()) => ("kept", "null".into()),
        Err(error) => {
            let text = |text: String| Value::String(text.into());
            let members =
                [("code", text(error.code().into())), ("message", text(error.to_string()))];
            let members = members.map(|(name, value)| (name.into(), value));
            ("broken", ordered(&Value::Object(members.into())))
        }
    };
    format!("{{\"message\":{message},\"outcome\":\"{outcome}\",\"error\":{error}}}")
}
