"""Who may what, and where: grants cover what they are for and nothing beside it."""

from drives.rules.roles import COMMAND_LINE, EVERYBODY, Grant, Permission, Role, Touch, Viewer


def test_the_public_sees_what_is_public_and_no_more() -> None:
    held = {permission for permission in Permission if EVERYBODY.may(permission)}
    assert held == {Permission.BE_HERE, Permission.SEE_PUBLIC, Permission.PLEDGE, Permission.HOLD_TICKET}


def test_an_admin_may_everything_everywhere() -> None:
    assert all(COMMAND_LINE.may_everywhere(permission) for permission in Permission)
    assert COMMAND_LINE.drives_where(Permission.LOG_DONATIONS) is None
    assert COMMAND_LINE.cleared_programs is None


def test_an_organizer_of_one_drive_acts_there_and_for_its_programs_only() -> None:
    viewer = Viewer("Olga", frozenset({Grant(Role.ORGANIZER, drive_id=3, collects_for=frozenset({7}))}))
    assert viewer.may(Permission.LOG_DONATIONS)
    assert not viewer.may_everywhere(Permission.LOG_DONATIONS)
    assert viewer.may_touch(Permission.LOG_DONATIONS, Touch(drive_id=3, site_id=9))
    assert not viewer.may_touch(Permission.LOG_DONATIONS, Touch(drive_id=4, site_id=9))
    assert not viewer.may_touch(Permission.LOG_DONATIONS, Touch(drive_id=None, site_id=9))
    assert viewer.may_touch(Permission.POST_NEEDS, Touch(program_id=7))
    assert viewer.may_touch(Permission.POST_NEEDS, Touch(program_id=7, drive_id=3))
    assert not viewer.may_touch(Permission.POST_NEEDS, Touch(program_id=7, drive_id=4))
    assert not viewer.may_touch(Permission.POST_NEEDS, Touch(program_id=8))
    assert viewer.cleared_programs == {7}
    assert viewer.drives_where(Permission.RUN_DRIVES) == {3}
    assert viewer.programs_where(Permission.POST_NEEDS) == {7}


def test_program_staff_act_for_their_own_program() -> None:
    viewer = Viewer("Pat", frozenset({Grant(Role.PROGRAM_STAFF, program_id=5)}))
    assert viewer.may_touch(Permission.POST_NEEDS, Touch(program_id=5, drive_id=1))
    assert not viewer.may_touch(Permission.POST_NEEDS, Touch(program_id=6))
    assert not viewer.may(Permission.SEE_DONORS)
    assert not viewer.may(Permission.LOG_DONATIONS)
    assert viewer.cleared_programs == {5}


def test_a_table_helper_logs_at_one_table_and_undoes_own_entries() -> None:
    grant = Grant(Role.TABLE_HELPER, drive_id=1, site_id=2, mark="1 abc")
    viewer = Viewer("table 1", frozenset({grant}))
    assert viewer.may_touch(Permission.LOG_DONATIONS, Touch(drive_id=1, site_id=2))
    assert viewer.may_touch(Permission.LOG_DONATIONS, Touch(drive_id=1, site_id=2, entered_by="1 abc"))
    assert not viewer.may_touch(Permission.LOG_DONATIONS, Touch(drive_id=1, site_id=2, entered_by="1 xyz"))
    assert not viewer.may_touch(Permission.LOG_DONATIONS, Touch(drive_id=1, site_id=2, entered_by=""))
    assert not viewer.may_touch(Permission.LOG_DONATIONS, Touch(drive_id=1, site_id=3))
    assert not viewer.may(Permission.SEE_PUBLIC)
    assert viewer.tables == {(1, 2)}


def test_grants_add_up_and_do_not_mix() -> None:
    grants = frozenset(
        {
            Grant(Role.ORGANIZER, drive_id=3, collects_for=frozenset({7})),
            Grant(Role.PROGRAM_STAFF, program_id=5),
            Grant(Role.VOLUNTEER),
        }
    )
    viewer = Viewer("Sam", grants)
    assert viewer.may_everywhere(Permission.SEE_PROGRESS)
    assert viewer.may_touch(Permission.POST_NEEDS, Touch(program_id=5))
    assert not viewer.may_touch(Permission.LOG_DONATIONS, Touch(drive_id=4))
    assert not viewer.may_touch(Permission.DELIVER, Touch(program_id=5))
    assert viewer.programs_where(Permission.POST_NEEDS) == {5, 7}
