CREATE TABLE item (id int PRIMARY KEY, label text NOT NULL);
INSERT INTO item SELECT n, md5(n::text) FROM generate_series(1, 1000) AS n;
