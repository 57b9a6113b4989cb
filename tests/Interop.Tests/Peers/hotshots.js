// Sends one metric of each kind with hot-shots, one datagram each: hotshots.js MODULES PORT dogstatsd|telegraf
const [modules, port, kind] = process.argv.slice(2);
const { StatsD } = require(`${modules}/hot-shots`);

const client = new StatsD({
  host: '127.0.0.1',
  port: Number(port),
  prefix: 'app.',
  globalTags: { env: 'prod' },
  telegraf: kind === 'telegraf',
});
const tags = { az: '1' };
client.increment('count', 3, tags);
client.increment('down', -2, tags);
client.gauge('level', 1.5, tags);
client.timing('time', 12.5, tags);
client.histogram('spread', 2, tags);
client.set('members', 'joe', tags);
client.increment('plain');
if (kind === 'dogstatsd') {
  client.distribution('wide', 3, tags);
  client.event('title', 'two\nlines', { alert_type: 'error', priority: 'low', aggregation_key: 'key' }, tags);
  client.check('db', client.CHECKS.CRITICAL, { message: 'gone' }, tags);
}

client.close(() => {});
