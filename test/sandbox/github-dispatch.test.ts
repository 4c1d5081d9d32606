// How GitHub takes and refuses the dispatch of a workflow, asked over HTTP.
import { describe, expect, it } from 'vitest';
import { back, controlRoom, openGithub } from './github-support.js';

const inputs = { environment: 'staging' };

describe('workflows', () => {
  it('are listed, and found by file and by number', async () => {
    const asker = await openGithub();
    expect(await asker.get('/actions/workflows')).toMatchObject({
      total_count: 4,
      workflows: [
        { name: 'CI' },
        { path: '.github/workflows/deploy-bundle.yml' },
        { name: 'Deploy Control Room', state: 'active' },
        { name: 'Old deploy' },
      ],
    });
    const byFile = await asker.get(`/actions/workflows/${controlRoom}`);
    expect(byFile).toMatchObject({ id: expect.any(Number) });
    expect(await asker.get('/actions/workflows/96114202')).toEqual(byFile);
    expect((await asker.ask('/actions/workflows/nope.yml')).status).toBe(404);
  });
});

describe('a dispatch', () => {
  it('says nothing, or the details of its run', async () => {
    const asker = await openGithub();
    const silent = await asker.dispatch({ ref: 'main', inputs });
    expect([silent.status, silent.body]).toEqual([204, '']);
    const told = await asker.dispatch({ ref: 'main', inputs, return_run_details: true });
    const [run] = asker.github.runs();
    expect([told.status, told.body]).toMatchObject([
      200,
      { workflow_run_id: run?.id, run_url: expect.stringMatching(/\/actions\/runs\/\d+$/) },
    ]);
    const newer = await asker.dispatch({ ref: 'main', inputs }, controlRoom, {
      'x-github-api-version': '2026-03-10',
    });
    expect(newer.status).toBe(200);
    expect(asker.github.dispatches()).toBe(3);
  });

  const notThere = "Workflow does not have 'workflow_dispatch' trigger";
  it.each([
    ['no ref', {}, controlRoom, 422, `Invalid request.\n\n"ref" wasn't supplied.`],
    ['an unknown ref', { ref: 'nope', inputs }, controlRoom, 422, 'No ref found for: nope'],
    ['no trigger', { ref: 'main' }, 'ci.yml', 422, notThere],
    ['an unknown workflow', { ref: 'main' }, 'nope.yml', 404, 'Not Found'],
    [
      'an unexpected input',
      { ref: 'main', inputs: { ...inputs, ppm_run: 'x' } },
      'old-deploy.yml',
      422,
      'Unexpected inputs provided: ["ppm_run"]',
    ],
    [
      'a missing input',
      { ref: 'main' },
      controlRoom,
      422,
      "Required input 'environment' not provided",
    ],
    [
      'a value that is none',
      { ref: 'main', inputs: { environment: 'moon' } },
      controlRoom,
      422,
      "Provided value 'moon' for input 'environment' not in the list of allowed values",
    ],
    [
      'a number',
      { ref: 'main', inputs: { environment: 1 } },
      controlRoom,
      422,
      "Invalid request.\n\nFor 'properties/inputs/environment', 1 is not a string.",
    ],
    [
      'an unknown field',
      { ref: 'main', inputs, marker: 'x' },
      controlRoom,
      422,
      'Invalid request.\n\n"marker" is not a permitted key.',
    ],
    ['no object', ['main'], controlRoom, 400, 'Body should be a JSON object'],
  ])('with %s is refused', async (_, body, workflow, status, message) => {
    const asker = await openGithub();
    const refused = await asker.dispatch(body, workflow);
    expect([refused.status, refused.body]).toMatchObject([
      status,
      { message, status: `${status}` },
    ]);
    expect(asker.github.dispatches()).toBe(0);
  });

  it('takes no sha for a ref', async () => {
    const asker = await openGithub();
    const sha = back(asker, 0);
    expect((await asker.dispatch({ ref: sha, inputs })).body).toMatchObject({
      message: `No ref found for: ${sha}`,
    });
    for (const ref of ['v1.4.0', 'refs/heads/fix/kpi-rounding'])
      expect((await asker.dispatch({ ref, inputs })).status).toBe(204);
  });

  it('goes by the file at its ref', async () => {
    const asker = await openGithub();
    const path = '.github/workflows/old-deploy.yml';
    asker.github.push({ title: 'No more by hand', files: { [path]: 'name: Old\non: push\n' } });
    expect((await asker.dispatch({ ref: 'main' }, 'old-deploy.yml')).status).toBe(422);
    expect((await asker.dispatch({ ref: 'v1.4.0', inputs }, 'old-deploy.yml')).status).toBe(204);
  });

  it('of a disabled workflow is refused', async () => {
    const asker = await openGithub();
    asker.github.setWorkflow(controlRoom, 'disabled_manually');
    expect(await asker.get(`/actions/workflows/${controlRoom}`)).toMatchObject({
      state: 'disabled_manually',
    });
    expect((await asker.dispatch({ ref: 'main', inputs })).body).toMatchObject({
      message: "Cannot trigger a 'workflow_dispatch' on a disabled workflow",
    });
  });

  it.each([400, 422] as const)(
    'with details is refused by an older server (%i)',
    async (status) => {
      const asker = await openGithub();
      asker.github.setFault({ olderServer: status });
      const refused = await asker.dispatch({ ref: 'main', inputs, return_run_details: true });
      expect([refused.status, refused.body]).toMatchObject([
        status,
        { message: expect.stringContaining('"return_run_details" is not a permitted key') },
      ]);
      expect((await asker.dispatch({ ref: 'main', inputs })).status).toBe(204);
      expect(asker.github.dispatches()).toBe(1);
    },
  );

  it('that loses its reply has happened, and one that is cut has not', async () => {
    const asker = await openGithub();
    asker.github.setFault({ lostReply: { match: 'dispatches$' } });
    await expect(asker.dispatch({ ref: 'main', inputs })).rejects.toThrow('fetch failed');
    expect(asker.github.dispatches()).toBe(1);
    asker.github.setFault({ cut: { match: 'dispatches$' } });
    await expect(asker.dispatch({ ref: 'main', inputs })).rejects.toThrow('fetch failed');
    expect(asker.github.dispatches()).toBe(1);
    expect((await asker.dispatch({ ref: 'main', inputs })).status).toBe(204);
  });

  it('may break before and after it has acted', async () => {
    const asker = await openGithub();
    const match = '^POST ';
    asker.github.setFault({ serverError: { match, status: 502 } });
    expect((await asker.dispatch({ ref: 'main', inputs })).status).toBe(502);
    expect(asker.github.dispatches()).toBe(0);
    asker.github.setFault({ serverError: { match, phase: 'after' } });
    expect((await asker.dispatch({ ref: 'main', inputs })).status).toBe(500);
    expect(asker.github.dispatches()).toBe(1);
  });
});
