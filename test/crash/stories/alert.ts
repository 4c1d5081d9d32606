// An alert that opens an incident: its card, the incident's card, the calls of the escalation chain in their order, the
// acknowledgement that ends the chain, and the end of both.
import { until } from '../../../sandbox/until.js';
import { cardOf, idIn, patience, saidBy, type Cards, type Scene } from '../scene.js';
import { faults, type Story } from './story.js';

/** Steps of the chain of a P1 in replicas.config.yaml. */
const calls = 2;

export const alert: Story = {
  name: 'an alert becomes an incident that calls people',
  async play(scene) {
    const { alerts } = scene.cast;
    const spec = {
      labels: { alertname: `Burning-${scene.life}` },
      annotations: { summary: `It burns in ${scene.life}` },
    };
    alerts.fire(spec);
    await until('the card of the alert', () => drawn(scene, /^alert-group:.*:card$/)[0], patience);
    const incident = await until(
      'the card of the incident',
      () => drawn(scene, /^incident:.*:card$/)[0],
      patience,
    );
    const id = idIn(incident, 'I');
    await until('everybody is called', () => pagesOf(scene).length >= calls, patience);
    const now = () => saidBy(drawn(scene, /^incident:.*:card$/)[0] ?? incident);
    await scene.accepted('the answer', () => scene.ben.types(`/ppm incident ack ${id}`));
    await until('it is acknowledged', () => /[Aa]cknowledged/.test(now()), patience);
    alerts.resolve(spec);
    await until(
      'the card of the alert says that it is over',
      () => drawn(scene, /^alert-group:.*:card$/).every((card) => /[Rr]esolved/.test(saidBy(card))),
      patience,
    );
    await scene.accepted('the end', () => scene.ben.types(`/ppm incident resolve ${id} "Put out"`));
    await until('it is resolved', () => /[Rr]esolved/.test(now()), patience);
    await until('both threads say so', () => drawn(scene, /:outcome$/).length >= 2, patience);
    const told = await scene.reads(scene.ana, `/ppm incident show ${id}`, /round 1, step/);
    const lines = told.match(/Paged [^\n]*\(P1, round 1, step \d of \d\)/g) ?? [];
    return faults(
      drawn(scene, /^alert-group:.*:card$/).length !== 1 &&
        `${drawn(scene, /^alert-group:.*:card$/).length} cards of one alert`,
      drawn(scene, /^incident:.*:card$/).length !== 1 &&
        `${drawn(scene, /^incident:.*:card$/).length} incidents of one alert`,
      pagesOf(scene).length !== calls && `${pagesOf(scene).length} calls`,
      lines.length !== calls && `the timeline has ${lines.length} calls: ${lines.join(' | ')}`,
      drawn(scene, /:outcome$/).length !== 2 && `${drawn(scene, /:outcome$/).length} outcomes`,
      alerts.traffic().some(({ givenUp }) => givenUp) && 'a notification was given up',
    );
  },
};

/** Messages that draw such a card. */
function drawn(scene: Scene, what: RegExp): Cards {
  return scene.messages().filter((message) => what.test(cardOf(message)));
}

const pagesOf = (scene: Scene): Cards => drawn(scene, /^notice:esc:/);
