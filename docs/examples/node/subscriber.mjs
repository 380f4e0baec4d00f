// Keeps the newest state of every subject of chosen events in a JSON file, from a queue of its own that waits while nobody reads.
//
//   npm ci
//   AMQP_URI=amqp://sub-board:…@host/kefu NAME=sub-board FILE=board.json BINDINGS=customers:# node subscriber.mjs
//
// A message is acknowledged after the file is safe on disk; one that comes again is known by its id. What cannot be read is
// rejected to the queue `<name>.parked` instead of coming back for ever.
import fs from "node:fs";
import amqp from "amqplib";

const {AMQP_URI, NAME, FILE, BINDINGS = "customers:#"} = process.env;
const REMEMBERED = 10_000;

const state = fs.existsSync(FILE) ? JSON.parse(fs.readFileSync(FILE, "utf8")) : {subjects: {}, seen: []};
const seen = new Set(state.seen);

function save() {
  state.seen = [...seen].slice(-REMEMBERED);
  const draft = fs.openSync(`${FILE}.new`, "w");
  fs.writeSync(draft, JSON.stringify(state));
  fs.fsyncSync(draft);
  fs.closeSync(draft);
  fs.renameSync(`${FILE}.new`, FILE);
}

function take(event) {
  if (seen.has(event.id)) return;
  const subject = `${event.organisation}${event.source}/${event.subject}`;
  const known = state.subjects[subject];
  if (!known || event.sequence > known.sequence) {
    state.subjects[subject] = {sequence: event.sequence, type: event.type, time: event.time, data: event.data};
  }
  seen.add(event.id);
  save();
}

const connection = await amqp.connect(AMQP_URI);
const channel = await connection.createChannel();
await channel.assertExchange(`${NAME}.parked`, "fanout", {durable: true});
await channel.assertQueue(`${NAME}.parked`, {durable: true});
await channel.bindQueue(`${NAME}.parked`, `${NAME}.parked`, "");
await channel.assertQueue(NAME, {
  durable: true,
  arguments: {"x-queue-type": "quorum", "x-dead-letter-exchange": `${NAME}.parked`, "x-delivery-limit": 10},
});
for (const binding of BINDINGS.split(",")) {
  const [service, key] = binding.split(":");
  await channel.bindQueue(NAME, `${service}.events`, key);
}
await channel.prefetch(50);
await channel.consume(NAME, (message) => {
  if (message === null) return process.exit(1);
  let event;
  try {
    event = JSON.parse(message.content.toString("utf8"));
    if (typeof event.id !== "string" || typeof event.sequence !== "number") throw new Error("no event of Kefu");
    const service = message.fields.exchange.replace(/\.events$/, "");
    if (event.source !== `/kefu/${service}` || !event.type.startsWith(`kefu.${service}.`)) throw new Error(`not said by ${event.source}`);
  } catch (reason) {
    console.error(`parked: ${reason.message}`);
    return channel.nack(message, false, false);
  }
  take(event);
  channel.ack(message);
});
connection.on("close", () => process.exit(1));
console.log("reading");
