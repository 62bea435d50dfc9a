-- The counts of the views of one department.
CREATE INDEX ticket_department_assignee ON ticket (department_id, running, assignee);
CREATE INDEX ticket_department_status ON ticket (department_id, running, status);
