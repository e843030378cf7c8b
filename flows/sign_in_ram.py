"""Sign in as a RAM user: name, password, and a one-time code where the account asks for one.

Opens: sign_in_ram.
Writes: nothing.
Source: console pages of the RAM sign-in; captchas and risk checks are handed to a person, never solved.
"""

from agent.flow import Account, ChallengeError, CodeRefusedError, Console, Secrets, SignInRefusedError


async def sign_in(console: Console, account: Account, secrets: Secrets) -> None:
    """Sign the account in on the page that the console redirected to."""
    await console.fill("sign_in_ram.user", account.user)
    await console.click("sign_in_ram.next")
    await _refuse_if_refused(console, "sign_in_ram.password")
    await console.fill("sign_in_ram.password", secrets.password())
    await console.click("sign_in_ram.submit")
    if await _refuse_if_refused(console, "sign_in_ram.code"):
        code = await secrets.code()
        if code is None:
            raise ChallengeError("one-time-code", console.page.url)
        await console.fill("sign_in_ram.code", code)
        await console.click("sign_in_ram.code_submit")
        try:
            await _refuse_if_refused(console)
        except SignInRefusedError as error:
            raise CodeRefusedError(error.message) from None


async def _refuse_if_refused(console: Console, *next_step: str) -> bool:
    """Wait for the next step; True if it came, False once signed in.

    Raises:
        SignInRefusedError: The console says no.
    """
    shown = await console.first_of(*next_step, "sign_in_ram.refused")
    if shown == "sign_in_ram.refused":
        raise SignInRefusedError(f"the console refused the sign-in: {await console.read('sign_in_ram.refused')}")
    return bool(shown)
