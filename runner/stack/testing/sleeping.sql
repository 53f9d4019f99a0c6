DO $$ BEGIN RAISE LOG 'the SQL of the arm sleeps'; END $$;
SELECT pg_sleep(600);
