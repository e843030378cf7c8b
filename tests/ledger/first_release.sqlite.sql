BEGIN TRANSACTION;
CREATE TABLE fapiao_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT fapiao_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "fapiao_version" VALUES('0001');
CREATE TABLE submission (
	id INTEGER NOT NULL, 
	site VARCHAR(100) NOT NULL, 
	uid VARCHAR(100) NOT NULL, 
	flow VARCHAR(100) NOT NULL, 
	key_hash VARCHAR(64) NOT NULL, 
	"key" JSON NOT NULL, 
	state VARCHAR(20) NOT NULL, 
	owner VARCHAR(200) NOT NULL, 
	fence INTEGER NOT NULL, 
	attempt INTEGER NOT NULL, 
	tries INTEGER NOT NULL, 
	account VARCHAR(200) NOT NULL, 
	batch VARCHAR(200) NOT NULL, 
	job VARCHAR(200) NOT NULL, 
	draft_hash VARCHAR(64) NOT NULL, 
	request_hash VARCHAR(64) NOT NULL, 
	hold_s FLOAT NOT NULL, 
	receipt JSON, 
	proposal JSON, 
	note TEXT NOT NULL, 
	armed_at DATETIME NOT NULL, 
	sent_at DATETIME, 
	ended_at DATETIME, 
	CONSTRAINT pk_submission PRIMARY KEY (id), 
	CONSTRAINT uq_submission_site_uid_flow_key_hash UNIQUE (site, uid, flow, key_hash), 
	CONSTRAINT ck_submission_state CHECK (state IN ('armed', 'sent', 'settled', 'refused', 'unknown', 'released')), 
	CONSTRAINT ck_submission_receipt CHECK ((state = 'settled') = (receipt IS NOT NULL)), 
	CONSTRAINT ck_submission_counts CHECK (fence >= 1 AND attempt >= 1 AND tries >= 1)
);
INSERT INTO "submission" VALUES(1,'sandbox','1001','request-invoice','9940123ec740086466fe2aed2ed3cf34cfbce13e5d6739fc135a2851f2cf1b9f','["orders=armed-1", "orders=armed-2"]','armed','worker-1',1,1,1,'acme','B1','job-1','dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd','',600.0,NULL,NULL,'','2026-11-25 01:45:30.510863',NULL,NULL);
INSERT INTO "submission" VALUES(2,'sandbox','1001','request-invoice','bdc58f199e3ec8c75bd08779714f086ee47cf208009c6ac05f81bb6b670eef3f','["orders=sent-1", "orders=sent-2"]','sent','worker-2',2,2,2,'acme','B2','job-9','dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd','rrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr',600.0,NULL,NULL,'','2026-11-25 01:45:30.605369','2026-11-25 01:45:30.612247',NULL);
INSERT INTO "submission" VALUES(3,'sandbox','1001','request-invoice','0e96b2b48434312f577511a1fe578b5eda6248d9ace22d6d9a0f69f24a3be6f3','["orders=settled-1", "orders=settled-2"]','settled','worker-1',1,1,1,'acme','B1','job-1','dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd','rrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr',600.0,'{"number": "A17", "state": "issued", "fen": 12000}',NULL,'found: A17','2026-11-25 01:45:30.529178','2026-11-25 01:45:30.534028','2026-11-25 01:45:30.536423');
INSERT INTO "submission" VALUES(4,'sandbox','1001','request-invoice','80b1635bea762d434fe783550f3b5e44b8a3209560d778af186e42538ab7c6dc','["orders=refused-1", "orders=refused-2"]','refused','worker-1',1,1,1,'acme','B1','job-1','dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd','rrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr',600.0,NULL,NULL,'该订单已开票','2026-11-25 01:45:30.540159','2026-11-25 01:45:30.543695','2026-11-25 01:45:30.546514');
INSERT INTO "submission" VALUES(5,'sandbox','1001','request-invoice','f4729ea544c958f9d0b577e94d7e15c8964e4cb1f7eb8a6b2ebaaa8099135279','["orders=unknown-1", "orders=unknown-2"]','unknown','worker-1',1,1,1,'acme','B1','job-1','dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd','rrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr',600.0,NULL,'{"by": "Li Lei", "reason": "\u4e0d\u5728\u5217\u8868\u4e2d", "landed": null}','the list does not show it','2026-11-25 01:45:30.561492','2026-11-25 01:45:30.567900',NULL);
INSERT INTO "submission" VALUES(6,'sandbox','1001','request-invoice','38e4c2c9f7cefc07f7ce211d69e9b424dad4666223ff08dcac050efd92a1008d','["orders=released-1", "orders=released-2"]','released','worker-1',1,1,1,'acme','B1','job-1','dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd','rrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr',600.0,NULL,NULL,'the connection was never opened','2026-11-25 01:45:30.591677','2026-11-25 01:45:30.593968','2026-11-25 01:45:30.595792');
CREATE TABLE submission_event (
	id INTEGER NOT NULL, 
	submission_id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	state VARCHAR(20) NOT NULL, 
	owner VARCHAR(200) NOT NULL, 
	fence INTEGER NOT NULL, 
	batch VARCHAR(200) NOT NULL, 
	job VARCHAR(200) NOT NULL, 
	who VARCHAR(200) NOT NULL, 
	note TEXT NOT NULL, 
	CONSTRAINT pk_submission_event PRIMARY KEY (id), 
	CONSTRAINT fk_submission_event_submission_id FOREIGN KEY(submission_id) REFERENCES submission (id)
);
INSERT INTO "submission_event" VALUES(1,1,'2026-11-25 01:45:30.510863','armed','worker-1',1,'B1','job-1','worker-1','armed');
INSERT INTO "submission_event" VALUES(2,2,'2026-11-25 01:45:30.522313','armed','worker-1',1,'B1','job-1','worker-1','armed');
INSERT INTO "submission_event" VALUES(3,2,'2026-11-25 01:45:30.525112','sent','worker-1',1,'B1','job-1','worker-1','sent');
INSERT INTO "submission_event" VALUES(4,3,'2026-11-25 01:45:30.529178','armed','worker-1',1,'B1','job-1','worker-1','armed');
INSERT INTO "submission_event" VALUES(5,3,'2026-11-25 01:45:30.534028','sent','worker-1',1,'B1','job-1','worker-1','sent');
INSERT INTO "submission_event" VALUES(6,3,'2026-11-25 01:45:30.536423','settled','worker-1',1,'B1','job-1','worker-1','found: A17');
INSERT INTO "submission_event" VALUES(7,4,'2026-11-25 01:45:30.540159','armed','worker-1',1,'B1','job-1','worker-1','armed');
INSERT INTO "submission_event" VALUES(8,4,'2026-11-25 01:45:30.543695','sent','worker-1',1,'B1','job-1','worker-1','sent');
INSERT INTO "submission_event" VALUES(9,4,'2026-11-25 01:45:30.546514','refused','worker-1',1,'B1','job-1','worker-1','该订单已开票');
INSERT INTO "submission_event" VALUES(10,5,'2026-11-25 01:45:30.561492','armed','worker-1',1,'B1','job-1','worker-1','armed');
INSERT INTO "submission_event" VALUES(11,5,'2026-11-25 01:45:30.567900','sent','worker-1',1,'B1','job-1','worker-1','sent');
INSERT INTO "submission_event" VALUES(12,5,'2026-11-25 01:45:30.587655','unknown','worker-1',1,'B1','job-1','worker-1','the list does not show it');
INSERT INTO "submission_event" VALUES(13,6,'2026-11-25 01:45:30.591677','armed','worker-1',1,'B1','job-1','worker-1','armed');
INSERT INTO "submission_event" VALUES(14,6,'2026-11-25 01:45:30.593968','sent','worker-1',1,'B1','job-1','worker-1','sent');
INSERT INTO "submission_event" VALUES(15,6,'2026-11-25 01:45:30.595792','released','worker-1',1,'B1','job-1','worker-1','the connection was never opened');
INSERT INTO "submission_event" VALUES(16,5,'2026-11-25 01:45:30.601356','unknown','worker-1',1,'B1','job-1','Li Lei','did not land, proposed by Li Lei: 不在列表中; a second person must say the same');
INSERT INTO "submission_event" VALUES(17,2,'2026-11-25 01:45:30.605369','armed','worker-2',2,'B2','job-9','worker-2','taken over from worker-1, which is fenced');
INSERT INTO "submission_event" VALUES(18,2,'2026-11-25 01:45:30.612247','sent','worker-2',2,'B2','job-9','worker-2','sent');
CREATE TABLE submission_item (
	site VARCHAR(100) NOT NULL, 
	uid VARCHAR(100) NOT NULL, 
	flow VARCHAR(100) NOT NULL, 
	item VARCHAR(500) NOT NULL, 
	submission_id INTEGER NOT NULL, 
	CONSTRAINT pk_submission_item PRIMARY KEY (site, uid, flow, item), 
	CONSTRAINT fk_submission_item_submission_id FOREIGN KEY(submission_id) REFERENCES submission (id)
);
INSERT INTO "submission_item" VALUES('sandbox','1001','request-invoice','orders=armed-1',1);
INSERT INTO "submission_item" VALUES('sandbox','1001','request-invoice','orders=armed-2',1);
INSERT INTO "submission_item" VALUES('sandbox','1001','request-invoice','orders=sent-1',2);
INSERT INTO "submission_item" VALUES('sandbox','1001','request-invoice','orders=sent-2',2);
INSERT INTO "submission_item" VALUES('sandbox','1001','request-invoice','orders=settled-1',3);
INSERT INTO "submission_item" VALUES('sandbox','1001','request-invoice','orders=settled-2',3);
INSERT INTO "submission_item" VALUES('sandbox','1001','request-invoice','orders=unknown-1',5);
INSERT INTO "submission_item" VALUES('sandbox','1001','request-invoice','orders=unknown-2',5);
CREATE INDEX ix_submission_batch ON submission (batch);
CREATE INDEX ix_submission_state ON submission (state);
CREATE INDEX ix_submission_item_submission_id ON submission_item (submission_id);
CREATE INDEX ix_submission_event_submission_id ON submission_event (submission_id);
COMMIT;
