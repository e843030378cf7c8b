"""Sign in at the citizens' desk: number and passphrase on one page.

Opens: citizen_desk.
Writes: nothing.
"""

from agent.flow import Account, Console, Secrets, SignInRefusedError


async def sign_in(console: Console, account: Account, secrets: Secrets) -> None:
    """Sign the citizen in on the page that the office redirected to."""
    await console.fill("citizen_desk.number", account.user)
    await console.fill("citizen_desk.passphrase", secrets.password())
    await console.click("citizen_desk.enter")
    if await console.first_of("citizen_desk.wrong"):
        raise SignInRefusedError(f"the desk lets nobody in: {await console.read('citizen_desk.wrong')}")
