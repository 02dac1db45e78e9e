// sign FILE SIGNING_CONFIG [PAYLOAD_TYPE] --identity-token TOKEN --bundle BUNDLE: a message, or FILE in an envelope.
// verify FILE TRUSTED_ROOT IDENTITY ISSUER --bundle BUNDLE
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { bundleFromJSON, bundleToJSON } from "@sigstore/bundle";
import { TrustedRoot } from "@sigstore/protobuf-specs";
import {
  DSSEBundleBuilder,
  FulcioSigner,
  MessageSignatureBundleBuilder,
  RekorWitness,
  TSAWitness,
} from "@sigstore/sign";
import { toSignedEntity, toTrustMaterial, Verifier } from "@sigstore/verify";

const json = (path) => JSON.parse(readFileSync(path));

async function sign({ bundle, token }, file, config, type) {
  const { caUrls, rekorTlogUrls, tsaUrls } = json(config);
  const [log] = rekorTlogUrls;
  const signer = new FulcioSigner({
    fulcioBaseURL: caUrls[0].url,
    identityProvider: { getToken: async () => token },
  });
  const rekor = { rekorBaseURL: log.url, majorApiVersion: log.majorApiVersion, entryType: "dsse" };
  // This witness appends the path to the address.
  const tsa = { tsaBaseURL: tsaUrls[0].url.replace("/api/v1/timestamp", "") };
  const witnesses = [new RekorWitness(rekor), new TSAWitness(tsa)];
  const Builder = type ? DSSEBundleBuilder : MessageSignatureBundleBuilder;
  const builder = new Builder({ signer, witnesses });
  const made = await builder.create({ data: readFileSync(file), type });
  writeFileSync(bundle, JSON.stringify(bundleToJSON(made)));
}

async function verify({ bundle }, file, root, identity, issuer) {
  const trust = toTrustMaterial(TrustedRoot.fromJSON(json(root)));
  const entity = toSignedEntity(bundleFromJSON(json(bundle)), readFileSync(file));
  const policy = { subjectAlternativeName: identity, extensions: { issuer } };
  new Verifier(trust).verify(entity, policy);
}

const options = { bundle: { type: "string" }, "identity-token": { type: "string" } };
const { values, positionals } = parseArgs({ options, allowPositionals: true });
const [command, ...words] = positionals;
await { sign, verify }[command]({ ...values, token: values["identity-token"] }, ...words);
