CREATE TABLE public.fapiao_version (
    version_num character varying(32) NOT NULL
);
CREATE TABLE public.submission (
    id bigint NOT NULL,
    site character varying(100) NOT NULL,
    uid character varying(100) NOT NULL,
    flow character varying(100) NOT NULL,
    key_hash character varying(64) NOT NULL,
    key json NOT NULL,
    state character varying(20) NOT NULL,
    owner character varying(200) NOT NULL,
    fence integer NOT NULL,
    attempt integer NOT NULL,
    tries integer NOT NULL,
    account character varying(200) NOT NULL,
    batch character varying(200) NOT NULL,
    job character varying(200) NOT NULL,
    draft_hash character varying(64) NOT NULL,
    request_hash character varying(64) NOT NULL,
    hold_s double precision NOT NULL,
    receipt json,
    proposal json,
    note text NOT NULL,
    armed_at timestamp with time zone NOT NULL,
    sent_at timestamp with time zone,
    ended_at timestamp with time zone,
    CONSTRAINT ck_submission_counts CHECK (((fence >= 1) AND (attempt >= 1) AND (tries >= 1))),
    CONSTRAINT ck_submission_receipt CHECK ((((state)::text = 'settled'::text) = (receipt IS NOT NULL))),
    CONSTRAINT ck_submission_state CHECK (((state)::text = ANY ((ARRAY['armed'::character varying, 'sent'::character varying, 'settled'::character varying, 'refused'::character varying, 'unknown'::character varying, 'released'::character varying])::text[])))
);
CREATE TABLE public.submission_event (
    id bigint NOT NULL,
    submission_id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    state character varying(20) NOT NULL,
    owner character varying(200) NOT NULL,
    fence integer NOT NULL,
    batch character varying(200) NOT NULL,
    job character varying(200) NOT NULL,
    who character varying(200) NOT NULL,
    note text NOT NULL
);
CREATE SEQUENCE public.submission_event_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.submission_event_id_seq OWNED BY public.submission_event.id;
CREATE SEQUENCE public.submission_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.submission_id_seq OWNED BY public.submission.id;
CREATE TABLE public.submission_item (
    site character varying(100) NOT NULL,
    uid character varying(100) NOT NULL,
    flow character varying(100) NOT NULL,
    item character varying(500) NOT NULL,
    submission_id bigint NOT NULL
);
ALTER TABLE ONLY public.submission ALTER COLUMN id SET DEFAULT nextval('public.submission_id_seq'::regclass);
ALTER TABLE ONLY public.submission_event ALTER COLUMN id SET DEFAULT nextval('public.submission_event_id_seq'::regclass);
INSERT INTO public.fapiao_version VALUES ('0001');
INSERT INTO public.submission VALUES (1, 'sandbox', '1001', 'request-invoice', '9940123ec740086466fe2aed2ed3cf34cfbce13e5d6739fc135a2851f2cf1b9f', '["orders=armed-1", "orders=armed-2"]', 'armed', 'worker-1', 1, 1, 1, 'acme', 'B1', 'job-1', 'dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd', '', 600, NULL, NULL, '', '2026-11-25 01:45:31.76105+00', NULL, NULL);
INSERT INTO public.submission VALUES (3, 'sandbox', '1001', 'request-invoice', '0e96b2b48434312f577511a1fe578b5eda6248d9ace22d6d9a0f69f24a3be6f3', '["orders=settled-1", "orders=settled-2"]', 'settled', 'worker-1', 1, 1, 1, 'acme', 'B1', 'job-1', 'dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd', 'rrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr', 600, '{"number": "A17", "state": "issued", "fen": 12000}', NULL, 'found: A17', '2026-11-25 01:45:31.778549+00', '2026-11-25 01:45:31.781858+00', '2026-11-25 01:45:31.784293+00');
INSERT INTO public.submission VALUES (4, 'sandbox', '1001', 'request-invoice', '80b1635bea762d434fe783550f3b5e44b8a3209560d778af186e42538ab7c6dc', '["orders=refused-1", "orders=refused-2"]', 'refused', 'worker-1', 1, 1, 1, 'acme', 'B1', 'job-1', 'dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd', 'rrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr', 600, NULL, NULL, '该订单已开票', '2026-11-25 01:45:31.788408+00', '2026-11-25 01:45:31.791299+00', '2026-11-25 01:45:31.793274+00');
INSERT INTO public.submission VALUES (6, 'sandbox', '1001', 'request-invoice', '38e4c2c9f7cefc07f7ce211d69e9b424dad4666223ff08dcac050efd92a1008d', '["orders=released-1", "orders=released-2"]', 'released', 'worker-1', 1, 1, 1, 'acme', 'B1', 'job-1', 'dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd', 'rrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr', 600, NULL, NULL, 'the connection was never opened', '2026-11-25 01:45:31.804923+00', '2026-11-25 01:45:31.807799+00', '2026-11-25 01:45:31.809714+00');
INSERT INTO public.submission VALUES (5, 'sandbox', '1001', 'request-invoice', 'f4729ea544c958f9d0b577e94d7e15c8964e4cb1f7eb8a6b2ebaaa8099135279', '["orders=unknown-1", "orders=unknown-2"]', 'unknown', 'worker-1', 1, 1, 1, 'acme', 'B1', 'job-1', 'dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd', 'rrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr', 600, NULL, '{"by": "Li Lei", "reason": "\u4e0d\u5728\u5217\u8868\u4e2d", "landed": null}', 'the list does not show it', '2026-11-25 01:45:31.796806+00', '2026-11-25 01:45:31.800299+00', NULL);
INSERT INTO public.submission VALUES (2, 'sandbox', '1001', 'request-invoice', 'bdc58f199e3ec8c75bd08779714f086ee47cf208009c6ac05f81bb6b670eef3f', '["orders=sent-1", "orders=sent-2"]', 'sent', 'worker-2', 2, 2, 2, 'acme', 'B2', 'job-9', 'dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd', 'rrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr', 600, NULL, NULL, '', '2026-11-25 01:45:31.817737+00', '2026-11-25 01:45:31.821488+00', NULL);
INSERT INTO public.submission_event VALUES (1, 1, '2026-11-25 01:45:31.76105+00', 'armed', 'worker-1', 1, 'B1', 'job-1', 'worker-1', 'armed');
INSERT INTO public.submission_event VALUES (2, 2, '2026-11-25 01:45:31.770456+00', 'armed', 'worker-1', 1, 'B1', 'job-1', 'worker-1', 'armed');
INSERT INTO public.submission_event VALUES (3, 2, '2026-11-25 01:45:31.774451+00', 'sent', 'worker-1', 1, 'B1', 'job-1', 'worker-1', 'sent');
INSERT INTO public.submission_event VALUES (4, 3, '2026-11-25 01:45:31.778549+00', 'armed', 'worker-1', 1, 'B1', 'job-1', 'worker-1', 'armed');
INSERT INTO public.submission_event VALUES (5, 3, '2026-11-25 01:45:31.781858+00', 'sent', 'worker-1', 1, 'B1', 'job-1', 'worker-1', 'sent');
INSERT INTO public.submission_event VALUES (6, 3, '2026-11-25 01:45:31.784293+00', 'settled', 'worker-1', 1, 'B1', 'job-1', 'worker-1', 'found: A17');
INSERT INTO public.submission_event VALUES (7, 4, '2026-11-25 01:45:31.788408+00', 'armed', 'worker-1', 1, 'B1', 'job-1', 'worker-1', 'armed');
INSERT INTO public.submission_event VALUES (8, 4, '2026-11-25 01:45:31.791299+00', 'sent', 'worker-1', 1, 'B1', 'job-1', 'worker-1', 'sent');
INSERT INTO public.submission_event VALUES (9, 4, '2026-11-25 01:45:31.793274+00', 'refused', 'worker-1', 1, 'B1', 'job-1', 'worker-1', '该订单已开票');
INSERT INTO public.submission_event VALUES (10, 5, '2026-11-25 01:45:31.796806+00', 'armed', 'worker-1', 1, 'B1', 'job-1', 'worker-1', 'armed');
INSERT INTO public.submission_event VALUES (11, 5, '2026-11-25 01:45:31.800299+00', 'sent', 'worker-1', 1, 'B1', 'job-1', 'worker-1', 'sent');
INSERT INTO public.submission_event VALUES (12, 5, '2026-11-25 01:45:31.802267+00', 'unknown', 'worker-1', 1, 'B1', 'job-1', 'worker-1', 'the list does not show it');
INSERT INTO public.submission_event VALUES (13, 6, '2026-11-25 01:45:31.804923+00', 'armed', 'worker-1', 1, 'B1', 'job-1', 'worker-1', 'armed');
INSERT INTO public.submission_event VALUES (14, 6, '2026-11-25 01:45:31.807799+00', 'sent', 'worker-1', 1, 'B1', 'job-1', 'worker-1', 'sent');
INSERT INTO public.submission_event VALUES (15, 6, '2026-11-25 01:45:31.809714+00', 'released', 'worker-1', 1, 'B1', 'job-1', 'worker-1', 'the connection was never opened');
INSERT INTO public.submission_event VALUES (16, 5, '2026-11-25 01:45:31.813029+00', 'unknown', 'worker-1', 1, 'B1', 'job-1', 'Li Lei', 'did not land, proposed by Li Lei: 不在列表中; a second person must say the same');
INSERT INTO public.submission_event VALUES (17, 2, '2026-11-25 01:45:31.817737+00', 'armed', 'worker-2', 2, 'B2', 'job-9', 'worker-2', 'taken over from worker-1, which is fenced');
INSERT INTO public.submission_event VALUES (18, 2, '2026-11-25 01:45:31.821488+00', 'sent', 'worker-2', 2, 'B2', 'job-9', 'worker-2', 'sent');
INSERT INTO public.submission_item VALUES ('sandbox', '1001', 'request-invoice', 'orders=armed-1', 1);
INSERT INTO public.submission_item VALUES ('sandbox', '1001', 'request-invoice', 'orders=armed-2', 1);
INSERT INTO public.submission_item VALUES ('sandbox', '1001', 'request-invoice', 'orders=sent-1', 2);
INSERT INTO public.submission_item VALUES ('sandbox', '1001', 'request-invoice', 'orders=sent-2', 2);
INSERT INTO public.submission_item VALUES ('sandbox', '1001', 'request-invoice', 'orders=settled-1', 3);
INSERT INTO public.submission_item VALUES ('sandbox', '1001', 'request-invoice', 'orders=settled-2', 3);
INSERT INTO public.submission_item VALUES ('sandbox', '1001', 'request-invoice', 'orders=unknown-1', 5);
INSERT INTO public.submission_item VALUES ('sandbox', '1001', 'request-invoice', 'orders=unknown-2', 5);
SELECT pg_catalog.setval('public.submission_event_id_seq', 18, true);
SELECT pg_catalog.setval('public.submission_id_seq', 6, true);
ALTER TABLE ONLY public.fapiao_version
    ADD CONSTRAINT fapiao_version_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY public.submission
    ADD CONSTRAINT pk_submission PRIMARY KEY (id);
ALTER TABLE ONLY public.submission_event
    ADD CONSTRAINT pk_submission_event PRIMARY KEY (id);
ALTER TABLE ONLY public.submission_item
    ADD CONSTRAINT pk_submission_item PRIMARY KEY (site, uid, flow, item);
ALTER TABLE ONLY public.submission
    ADD CONSTRAINT uq_submission_site_uid_flow_key_hash UNIQUE (site, uid, flow, key_hash);
CREATE INDEX ix_submission_batch ON public.submission USING btree (batch);
CREATE INDEX ix_submission_event_submission_id ON public.submission_event USING btree (submission_id);
CREATE INDEX ix_submission_item_submission_id ON public.submission_item USING btree (submission_id);
CREATE INDEX ix_submission_state ON public.submission USING btree (state);
ALTER TABLE ONLY public.submission_event
    ADD CONSTRAINT fk_submission_event_submission_id FOREIGN KEY (submission_id) REFERENCES public.submission(id);
ALTER TABLE ONLY public.submission_item
    ADD CONSTRAINT fk_submission_item_submission_id FOREIGN KEY (submission_id) REFERENCES public.submission(id);
