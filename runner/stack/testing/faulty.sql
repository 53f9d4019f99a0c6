CREATE TABLE item (id int);
INSERT INTO item
SELECT nothing FROM nowhere;
