// A backend for statsd: appends every flush as one line of JSON to the file that the configuration names.
const fs = require('fs');

exports.init = (startup, config, events) => {
  events.on('flush', (time, metrics) => {
    const sets = {};
    for (const name of Object.keys(metrics.sets)) {
      sets[name] = metrics.sets[name].values();
    }

    const { counters, gauges, timers } = metrics;
    fs.appendFileSync(config.jsonFile, JSON.stringify({ counters, gauges, timers, sets }) + '\n');
  });
  return true;
};
