// How a server keeps to GraphQL over HTTP, as JSON: node audit.js URL
//
// [{"id", "name", "status": "ok" | "notice" | "warn" | "error", "reason"}], one for each audit of graphql-http
import { serverAudits } from 'graphql-http';

const url = process.argv[2];
const found = [];
for (const audit of serverAudits({ url, fetchFn: fetch })) {
  const { status, reason } = await audit.fn();
  found.push({ id: audit.id, name: audit.name, status, reason: reason ?? null });
}
process.stdout.write(JSON.stringify(found));
