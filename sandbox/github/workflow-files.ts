// The workflow files of the pretend repository, as they stand in .github/workflows. (Runbook 1 "Deploy Control Room")

const folder = '.github/workflows';

/** The deployment is made by the workflow, so that it names the commit that is deployed and not the ref's head. */
const jobs = (environment: string): string => `
permissions:
  contents: read
  deployments: write

jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - name: Checkout
        uses: actions/checkout@v4
        with:
          ref: \${{ inputs.commit || github.sha }}
      - name: Install
        run: npm ci
      - name: Test
        run: npm test
      - name: Build
        run: npm run build
  deploy:
    needs: build
    runs-on: ubuntu-latest
    env:
      ENVIRONMENT: ${environment}
    steps:
      - name: Upload
        run: ./scripts/upload.sh "$ENVIRONMENT"
      - name: Migrate
        run: ./scripts/migrate.sh "$ENVIRONMENT"
      - name: Smoke test
        run: ./scripts/smoke-test.sh "$ENVIRONMENT"
`;

const marker = `
      commit:
        description: What to deploy; the ref's head when empty
        type: string
        required: false
      ppm_run:
        description: Who asked; stands in the run's name
        type: string
        required: false`;

const controlRoom = `name: Deploy Control Room
run-name: Deploy Control Room to \${{ inputs.environment }} \${{ inputs.ppm_run }}

on:
  workflow_dispatch:
    inputs:
      environment:
        description: Where to
        type: choice
        required: true
        options: [staging, production]${marker}
${jobs('${{ inputs.environment }}')}`;

const bundle = `name: Deploy Bundle
run-name: Deploy bundle to \${{ inputs.target }} \${{ inputs.ppm_run }}

on:
  workflow_dispatch:
    inputs:
      target:
        description: Target of databricks.yml
        type: choice
        required: true
        options: [dev, staging, prod]${marker}
${jobs('bundle-${{ inputs.target }}')}`;

const ci = `name: CI

on:
  push:
    branches: [main]
  pull_request:

jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: npm ci
      - run: npm test
`;

const oldDeploy = `name: Old deploy

on:
  workflow_dispatch:
    inputs:
      environment:
        description: Where to
        type: choice
        required: true
        options: [staging, production]
${jobs('${{ inputs.environment }}')}`;

/** Paths in the repository, with what stands there. */
export const workflowFiles: ReadonlyMap<string, string> = new Map([
  [`${folder}/ci.yml`, ci],
  [`${folder}/deploy-bundle.yml`, bundle],
  [`${folder}/deploy-control-room.yml`, controlRoom],
  [`${folder}/old-deploy.yml`, oldDeploy],
]);
