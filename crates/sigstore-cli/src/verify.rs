use clap::ArgMatches;
use sigstore_bundle::{Bundle, MAX_BUNDLE};
use sigstore_report::{Report, Verdict};
use sigstore_verify::{Policy, examine, needs};

use crate::failure::{Exit, Failure};
use crate::input::{self, InputError, Subject};
use crate::output::Output;
use crate::policy::{policy, thresholds};
use crate::trust::{Trusted, suite};

/// The most bytes of a `.jsonl` file.
const MAX_LINES: usize = 256 << 20;

/// `sigscope verify`.
pub(crate) fn run(matches: &ArgMatches) -> Exit {
    let output = Output::of(matches);
    let setting = policy(matches).and_then(|policy| {
        let trusted = Trusted::of(matches)?;
        let thresholds = thresholds(matches, &policy);
        let policy = trusted.narrow(policy, thresholds);
        Ok(Verification {
            policy,
            trusted,
            output,
            explain: matches.get_flag("explain") || matches.get_count("verbose") > 0,
        })
    });
    let verification = match setting {
        Ok(verification) => verification,
        Err(failure) => return failure.tell(&output),
    };
    let bundle = matches.get_one::<String>("bundle").map(String::as_str);
    let artifacts = matches.get_many::<String>("artifact").into_iter().flatten();
    artifacts.fold(Exit::Done, |exit, artifact| {
        let verified = verification.artifact(&Subject::of(artifact), bundle);
        exit.and(verified.unwrap_or_else(|failure| failure.tell(&output)))
    })
}

/// Everything but the artifact and its bundle.
struct Verification {
    policy: Policy,
    trusted: Trusted,
    output: Output,
    explain: bool,
}

impl Verification {
    fn artifact(&self, subject: &Subject, bundle: Option<&str>) -> Result<Exit, Failure> {
        let path = match bundle {
            Some(path) => path.to_owned(),
            None => subject.bundle()?,
        };
        if path.ends_with(".jsonl") {
            return self.lines(subject, &path);
        }
        let report = self.bundle(subject, &path, &input::read(&path, MAX_BUNDLE)?)?;
        Ok(self.show(&report))
    }

    /// A bundle on each line: one that verifies is enough, and each of the others is reported.
    fn lines(&self, subject: &Subject, path: &str) -> Result<Exit, Failure> {
        let file = input::read(path, MAX_LINES)?;
        let lines = file.split(|byte| *byte == b'\n').enumerate();
        let lines = lines.filter(|(_, line)| !line.trim_ascii().is_empty());
        let exits: Vec<_> = lines
            .map(|(number, line)| {
                let input = format!("{path}:{}", number + 1);
                match self.bundle(subject, &input, line) {
                    Ok(report) => self.show(&report),
                    Err(failure) => failure.tell(&self.output),
                }
            })
            .collect();
        if exits.is_empty() {
            return Err(Failure::unreadable(path, &InputError::Empty));
        }
        let one = exits.contains(&Exit::Done);
        Ok(if one { Exit::Done } else { exits.into_iter().fold(Exit::Done, Exit::and) })
    }

    fn bundle(&self, subject: &Subject, input: &str, json: &[u8]) -> Result<Report, Failure> {
        let bundle = Bundle::parse(json).map_err(|error| Failure::unreadable(input, &error))?;
        let unreadable = |error| Failure::unreadable(input, &error);
        let needs = needs(&bundle, &self.policy, &suite()).map_err(unreadable)?;
        let artifact = subject.artifact(&needs, &suite())?;
        let trust = &self.trusted.root;
        let examined = examine(&artifact, &bundle, trust, &self.policy).map_err(unreadable)?;
        let unknown = |code: &str| code == "certificate-unknown-issuer";
        let unknown = examined
            .rejections()
            .any(|(_, rejection)| unknown(sigstore_traits::Refusal::code(rejection)));
        let hint = bundle.leaf().filter(|_| unknown).and_then(|leaf| self.trusted.hint(leaf));
        let source = self.trusted.source.clone();
        let report = Report::new(subject.name(), &artifact, &examined, &self.policy, source);
        Ok(report.with_hint(hint))
    }

    fn show(&self, report: &Report) -> Exit {
        let output = &self.output;
        if output.json {
            output.line(&report.to_json());
        } else if self.explain {
            output.line(report.explain(output.paint).trim_end());
        } else {
            output.line(&report.headline(output.paint));
            report.hint().into_iter().for_each(|hint| output.complain(hint));
        }
        match report.verdict() {
            Verdict::Verified => Exit::Done,
            Verdict::Refused => Exit::Refused,
        }
    }
}
