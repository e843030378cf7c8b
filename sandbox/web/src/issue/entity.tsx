/** The seller that issues the invoice (开票主体), and the select for it. */

import React, { type ReactElement } from 'react';

import { hook } from '../hooks';
import { Select } from '../parts/library';
import { language } from '../site';
import { t } from '../words';

const ENTITIES = [
  {
    code: 'ALIYUN_SERVICE',
    zh: '阿里云计算有限公司(服务)',
    en: 'Alibaba Cloud Computing Co., Ltd. (Service)',
  },
  {
    code: 'ALICOM_SERVICE',
    zh: '阿里巴巴云计算(北京)有限公司(服务)',
    en: 'Alibaba Cloud Computing (Beijing) Co., Ltd. (Service)',
  },
] as const;

export const FIRST_ENTITY: string = ENTITIES[0].code;

interface Props {
  readonly value: string;
  readonly onChange: (code: string) => void;
}

export function EntitySelect({ value, onChange }: Props): ReactElement {
  const id = hook('entity');
  return (
    <span className="field">
      <label htmlFor={id}>{t('issue.entity')}</label>
      <Select
        id={id}
        aria-label={t('issue.entity')}
        value={value}
        dataSource={ENTITIES.map((entity) => ({ value: entity.code, label: entity[language] }))}
        onChange={(code: string) => onChange(code)}
        style={{ width: 320 }}
      />
    </span>
  );
}
