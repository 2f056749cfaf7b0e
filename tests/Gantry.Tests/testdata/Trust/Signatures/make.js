// Makes a bundle with sigstore's own library: node make.js KEY.pem DIGEST-HEX > bundle.json
const { DSSEBundleBuilder } = require('@sigstore/sign');
const { bundleToJSON } = require('@sigstore/bundle');
const crypto = require('crypto'), fs = require('fs');
const key = crypto.createPrivateKey(fs.readFileSync(process.argv[2]));
const spki = crypto.createPublicKey(key).export({ type: 'spki', format: 'der' });
const hint = crypto.createHash('sha256').update(spki).digest('base64');
const signer = { sign: async data => ({ signature: crypto.sign('sha256', data, key), key: { $case: 'publicKey', publicKey: '', hint } }) };
const statement = { _type: 'https://in-toto.io/Statement/v1', subject: [{ digest: { sha256: process.argv[3] } }], predicateType: process.argv[4] || 'https://sigstore.dev/cosign/sign/v1', predicate: {} };
new DSSEBundleBuilder({ signer, witnesses: [] }).create({ data: Buffer.from(JSON.stringify(statement)), type: 'application/vnd.in-toto+json' })
  .then(b => process.stdout.write(JSON.stringify(bundleToJSON(b), null, 2) + '\n'));
