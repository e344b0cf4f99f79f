import React, { ChangeEvent } from 'react';
import { DataSourcePluginOptionsEditorProps } from '@grafana/data';
import { Field, FieldSet, Input, SecretInput } from '@grafana/ui';
import { tidyUrl, urlProblem } from '../../api';
import { testIds } from '../../testIds';
import { StreamDataSourceOptions, StreamSecureJsonData } from '../../types';

type Props = DataSourcePluginOptionsEditorProps<StreamDataSourceOptions, StreamSecureJsonData>;

const INPUT_WIDTH = 60;

/** Where the runner is and which token it wants. */
export function ConfigEditor({ options, onOptionsChange }: Props) {
  const { url, secureJsonFields, secureJsonData } = options;
  const problem = url ? urlProblem(url) : undefined;

  const setUrl = (value: string) => onOptionsChange({ ...options, url: value });
  const setToken = (token: string) => onOptionsChange({ ...options, secureJsonData: { ...secureJsonData, token } });
  const resetToken = () =>
    onOptionsChange({
      ...options,
      secureJsonFields: { ...secureJsonFields, token: false },
      secureJsonData: { ...secureJsonData, token: '' },
    });

  return (
    <FieldSet label="Inference runner">
      <Field
        label="URL"
        description="Address of the runner's viewer API as the Grafana server reaches it, for example http://runner:8787"
        required
        invalid={problem !== undefined}
        error={problem}
      >
        <Input
          id="framewatch-config-url"
          data-testid={testIds.configEditor.url}
          width={INPUT_WIDTH}
          value={url}
          placeholder="http://runner:8787"
          onChange={(event: ChangeEvent<HTMLInputElement>) => setUrl(event.target.value)}
          onBlur={() => setUrl(tidyUrl(url))}
        />
      </Field>
      <Field
        label="Token"
        description="The bearer token that the runner was started with. Grafana stores it encrypted and adds it on the server; it never reaches a browser. Leave it empty only for a runner on the Grafana server itself that has no token."
      >
        <SecretInput
          id="framewatch-config-token"
          data-testid={testIds.configEditor.token}
          width={INPUT_WIDTH}
          isConfigured={Boolean(secureJsonFields?.token)}
          value={secureJsonData?.token ?? ''}
          placeholder="Token"
          autoComplete="off"
          onChange={(event: ChangeEvent<HTMLInputElement>) => setToken(event.target.value)}
          onReset={resetToken}
        />
      </Field>
    </FieldSet>
  );
}
