-- Rows of recurring work that failed: each is tried again by itself, ever more rarely, and none stands before the others.
CREATE TABLE postponed_work (
  work text NOT NULL,
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  failures integer NOT NULL CHECK (failures >= 1),
  until timestamptz(3) NOT NULL,
  PRIMARY KEY (work, organization_id, id)
);
