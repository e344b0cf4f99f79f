// Jest setup provided by Grafana scaffolding
import './.config/jest-setup';
import { configure } from '@testing-library/react';

// Generous, so that a busy machine fails no test: nothing here is about speed.
jest.setTimeout(60_000);
configure({ asyncUtilTimeout: 20_000 });
