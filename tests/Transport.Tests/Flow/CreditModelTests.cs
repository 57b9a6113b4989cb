using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Flow;

public sealed class CreditModelTests
{
    private const int Scripts = 10_000;
    private const int Steps = 60;

    [Fact]
    public void Two_ends_agree_and_always_resume_when_grants_are_reordered_and_repeated() => RunAll((session, random) =>
    {
        for (int i = random.Next(Steps); i >= 0; i--)
        {
            session.Step(losesGrants: false);
        }

        session.Settle();
        session.CheckThatTheLargestMessageCanBeSent();
    });

    [Fact]
    public void Two_ends_agree_and_resume_with_one_repeated_grant_when_grants_are_lost()
    {
        int lost = 0;
        RunAll((session, random) =>
        {
            for (int i = random.Next(Steps); i >= 0; i--)
            {
                session.Step(losesGrants: true);
            }

            session.Settle();
            session.RepeatGrant();
            session.CheckThatTheLargestMessageCanBeSent();
            lost += session.LostGrants;
        });

        Assert.True(lost > Scripts / 10, $"Only {lost} grants were lost: the test did not test it.");
    }

    private static void RunAll(Action<CreditSession, Random> script)
    {
        int seed = Seed.Take();
        for (int i = 0; i < Scripts; i++)
        {
            Random random = new(unchecked(seed + i));
            try
            {
                script(new CreditSession(random), random);
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"SOCKETS_TEST_SEED={unchecked(seed + i)}: {failure.Message}", failure);
            }
        }
    }
}
