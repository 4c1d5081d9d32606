// Preloaded into a bot by the crash tests: its clock is wrong by PPM_TEST_SKEW milliseconds. Timers go on as they were.
const skew = Number(process.env.PPM_TEST_SKEW ?? 0);
const RealDate = Date;
const now = () => RealDate.now() + skew;

globalThis.Date = class extends RealDate {
  constructor(...given) {
    if (given.length === 0) super(now());
    else super(...given);
  }
  static now = now;
};
