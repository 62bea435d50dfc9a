package ticket

import (
	"context"
	"fmt"

	"latchkey/internal/db"
)

// Departments returns every department in order, with what each is called and who belongs to it.
func (ts *Tickets) Departments(ctx context.Context, tx db.Reader) (all []Department, err error) {
	at := map[string]int{}
	rows, err := tx.Rows(ctx, `SELECT id, name, email, position, clients_only <> 0, billing <> 0, closed_at FROM department
		ORDER BY position, name, id`)
	if err != nil {
		return nil, fmt.Errorf("listing departments: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		d := Department{Texts: map[string]DepartmentText{}}
		if err := rows.Scan(&d.ID, &d.Name, &d.Email, &d.Position, &d.ClientsOnly, &d.Billing, &d.ClosedAt); err != nil {
			return nil, fmt.Errorf("listing departments: %w", err)
		}
		at[d.ID] = len(all)
		all = append(all, d)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("listing departments: %w", err)
	}
	if err := departmentTexts(ctx, tx, all, at); err != nil {
		return nil, err
	}
	return all, departmentMembers(ctx, tx, all, at)
}

func departmentTexts(ctx context.Context, tx db.Reader, all []Department, at map[string]int) error {
	rows, err := tx.Rows(ctx, `SELECT department_id, language, name, signature FROM department_text`)
	if err != nil {
		return fmt.Errorf("listing departments: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id, language string
		var text DepartmentText
		if err := rows.Scan(&id, &language, &text.Name, &text.Signature); err != nil {
			return fmt.Errorf("listing departments: %w", err)
		}
		if i, known := at[id]; known {
			all[i].Texts[language] = text
		}
	}
	return rows.Err()
}

func departmentMembers(ctx context.Context, tx db.Reader, all []Department, at map[string]int) error {
	rows, err := tx.Rows(ctx, `SELECT department_id, user_id FROM department_member ORDER BY user_id`)
	if err != nil {
		return fmt.Errorf("listing departments: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id, member string
		if err := rows.Scan(&id, &member); err != nil {
			return fmt.Errorf("listing departments: %w", err)
		}
		if i, known := at[id]; known {
			all[i].Members = append(all[i].Members, member)
		}
	}
	return rows.Err()
}

// SaveDepartment adds a department, or changes the one with its id, with its texts and members. It returns its id.
func (ts *Tickets) SaveDepartment(ctx context.Context, tx db.Tx, d Department) (id string, err error) {
	if d.ID == "" {
		if d.ID, err = db.NewID(); err != nil {
			return "", err
		}
	}
	err = tx.Do(ctx, "saving department", `INSERT INTO department (id, name, email, position, clients_only, billing, closed_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO UPDATE SET name = excluded.name, email = excluded.email,
			position = excluded.position, clients_only = excluded.clients_only, billing = excluded.billing, closed_at = excluded.closed_at`,
		d.ID, d.Name, d.Email, d.Position, number(d.ClientsOnly), number(d.Billing), int64(d.ClosedAt))
	if err != nil {
		return "", err
	}
	if err := tx.Do(ctx, "saving department", `DELETE FROM department_text WHERE department_id = $1`, d.ID); err != nil {
		return "", err
	}
	for language, text := range d.Texts {
		if text == (DepartmentText{}) {
			continue
		}
		err := tx.Do(ctx, "saving department", `INSERT INTO department_text (department_id, language, name, signature) VALUES ($1, $2, $3, $4)`,
			d.ID, language, text.Name, text.Signature)
		if err != nil {
			return "", err
		}
	}
	if err := tx.Do(ctx, "saving department", `DELETE FROM department_member WHERE department_id = $1`, d.ID); err != nil {
		return "", err
	}
	for _, member := range d.Members {
		err := tx.Do(ctx, "saving department", `INSERT INTO department_member (department_id, user_id) VALUES ($1, $2) ON CONFLICT DO NOTHING`,
			d.ID, member)
		if err != nil {
			return "", err
		}
	}
	return d.ID, nil
}

// RemoveDepartment removes a department; [ErrInUse] if a ticket was ever with it and still is, [ErrNotFound] if there is none.
func (ts *Tickets) RemoveDepartment(ctx context.Context, tx db.Tx, id string) error {
	var used int
	err := tx.Row(ctx, `SELECT COUNT(*) FROM (SELECT 1 AS one FROM ticket WHERE department_id = $1 LIMIT 1) AS few`, id).Scan(&used)
	if err != nil {
		return fmt.Errorf("removing department: %w", err)
	}
	if used > 0 {
		return ErrInUse
	}
	if err := tx.Do(ctx, "removing department", `DELETE FROM canned_reply WHERE department_id = $1`, id); err != nil {
		return err
	}
	return tx.DoOne(ctx, "removing department", ErrNotFound, `DELETE FROM department WHERE id = $1`, id)
}

const cannedColumns = `id, department_id, language, title, body, updated_at, updated_by`

// CannedReplies returns the canned replies of a department and those of all of them, by title, in one language; "" is all
// departments, and every language.
func (ts *Tickets) CannedReplies(ctx context.Context, tx db.Reader, departmentID, language string) (all []Canned, err error) {
	rows, err := tx.Rows(ctx, `SELECT `+cannedColumns+` FROM canned_reply WHERE ($1 = '' OR department_id = $1 OR department_id = '')
		AND ($2 = '' OR language = $2) ORDER BY title, language, id`, departmentID, language)
	if err != nil {
		return nil, fmt.Errorf("listing canned replies: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var c Canned
		if err := rows.Scan(&c.ID, &c.DepartmentID, &c.Language, &c.Title, &c.Body, &c.UpdatedAt, &c.UpdatedBy); err != nil {
			return nil, fmt.Errorf("listing canned replies: %w", err)
		}
		all = append(all, c)
	}
	return all, rows.Err()
}

// SaveCanned adds a canned reply, or changes the one with its id, and returns its id.
func (ts *Tickets) SaveCanned(ctx context.Context, tx db.Tx, c Canned) (id string, err error) {
	if c.ID == "" {
		if c.ID, err = db.NewID(); err != nil {
			return "", err
		}
	}
	return c.ID, tx.Do(ctx, "saving a canned reply", `INSERT INTO canned_reply
		(id, department_id, language, title, body, updated_at, updated_by) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (id) DO UPDATE SET department_id = excluded.department_id,
			language = excluded.language, title = excluded.title, body = excluded.body, updated_at = excluded.updated_at,
			updated_by = excluded.updated_by`,
		c.ID, c.DepartmentID, c.Language, c.Title, c.Body, int64(ts.Clock.Now()), c.UpdatedBy)
}

// RemoveCanned removes a canned reply; [ErrNotFound] if there is none with that id.
func (ts *Tickets) RemoveCanned(ctx context.Context, tx db.Tx, id string) error {
	return tx.DoOne(ctx, "removing a canned reply", ErrNotFound, `DELETE FROM canned_reply WHERE id = $1`, id)
}
