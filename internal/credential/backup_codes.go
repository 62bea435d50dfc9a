package credential

import (
	"context"
	"slices"

	"latchkey/internal/access"
	"latchkey/internal/code"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/message"
	"latchkey/internal/notice"
	"latchkey/internal/session"
)

// MakeBackupCodes replaces the backup codes. It needs a fresh second step as strong as the old set; the new set
// counts for no more than that proof.
func (c *Service) MakeBackupCodes(ctx context.Context, by access.Caller) error {
	return c.Gate.InSession(ctx, by.Session, func(ctx context.Context, tx db.Tx) error {
		state, err := c.Factors.State(ctx, tx, by.UserID)
		if err != nil {
			return err
		}
		if !state.On() {
			return ErrNotOn
		}
		if err := c.Gate.StepUp(ctx, tx, by.Session, state.Backup.Strength); err != nil {
			return err
		}
		if err := c.Factors.MakeCodes(ctx, tx, by.UserID, by.Proof.Strength); err != nil {
			return err
		}
		return c.Notices.Add(ctx, tx, notice.Notice{
			Audit: "backup-codes.made", Message: message.BackupCodesMade, UserID: by.UserID, Actor: by.UserID, By: by.Client,
			NotMe: notice.NotMeMethod,
		})
	})
}

// RevealBackupCodes returns the backup codes in the clear, once; later calls return [factor.ErrShown]. It needs
// a fresh second step as strong as the codes, because they are worth one ([access.ErrStepUpRequired]).
func (c *Service) RevealBackupCodes(ctx context.Context, by access.Caller) (codes []string, err error) {
	err = c.Gate.InSession(ctx, by.Session, func(ctx context.Context, tx db.Tx) error {
		state, err := c.Factors.State(ctx, tx, by.UserID)
		if err != nil {
			return err
		}
		if codes, err = c.Factors.Reveal(ctx, tx, by.UserID); err != nil {
			return err
		}
		if err := c.Gate.StepUp(ctx, tx, by.Session, state.Backup.Strength); err != nil {
			return err // which leaves them unseen
		}
		return c.log(ctx, tx, by, "backup-codes.shown", nil)
	})
	if err != nil {
		return nil, err
	}
	return codes, nil
}

// BackupCodesSaved records that the person says they have saved the backup codes.
func (c *Service) BackupCodesSaved(ctx context.Context, s session.Session) error {
	return c.Gate.InSession(ctx, s, func(ctx context.Context, tx db.Tx) error { return c.Factors.Saved(ctx, tx, s.UserID) })
}

// AreBackupCodes reports whether inputs are the whole set of codes that was shown to this person: the present
// one, or that of the set-up under way.
func (c *Service) AreBackupCodes(ctx context.Context, s session.Session, inputs []string) (bool, error) {
	setUp, err := c.SetUp(ctx, s, factor.TOTP)
	if err == nil && len(setUp.Codes) > 0 {
		return slices.Equal(setUp.Codes, parsed(inputs)), nil
	}
	return c.Factors.AreCodes(ctx, c.DB.Read(), s.UserID, inputs)
}

func parsed(inputs []string) []string {
	codes := make([]string, len(inputs))
	for i, input := range inputs {
		codes[i], _ = code.ParseBackup(input)
	}
	return codes
}
