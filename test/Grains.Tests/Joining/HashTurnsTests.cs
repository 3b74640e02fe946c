using ConnectNow.Joining;

namespace ConnectNow.Grains.Tests.Joining;

public sealed class HashTurnsTests
{
    [Fact]
    public async Task Few_hashes_are_made_at_once_few_wait_and_people_at_a_door_are_not_held_up()
    {
        var turns = new HashTurns(atOnce: 1, checks: 4, makings: 2);
        var hash = PasswordHash.Create("correct horse");

        var made = Enumerable.Range(0, 10).Select(number => turns.CreateAsync($"password {number}")).ToList();
        var working = turns.Working;
        var check = await turns.VerifyAsync("correct horse", hash);

        Assert.Equal(1, working);
        Assert.True(check);
        Assert.Equal(3, (await Task.WhenAll(made)).Count(each => each is not null));
    }

    [Fact]
    public async Task Many_who_type_the_same_password_are_one_check()
    {
        var turns = new HashTurns(atOnce: 1, checks: 1, makings: 1);
        var hash = PasswordHash.Create("correct horse");

        Assert.All(await Task.WhenAll(Enumerable.Range(0, 80).Select(_ => turns.VerifyAsync("correct horse", hash))), right => Assert.True(right));
        Assert.False(await turns.VerifyAsync("wrong horse", hash));
        Assert.False(await turns.VerifyAsync("correct horse", null));
    }

    [Fact]
    public async Task A_password_that_we_made_needs_no_slow_hash()
    {
        var turns = new HashTurns(atOnce: 1, checks: 0, makings: 0);
        var password = ChatPassword.Generate();
        var hash = PasswordHash.CreateForGenerated(password);

        Assert.True(PasswordHash.IsGenerated(hash));
        Assert.DoesNotContain(password, hash, StringComparison.Ordinal);
        Assert.True(await turns.VerifyAsync(password, hash));
        Assert.False(await turns.VerifyAsync("wrong password", hash));
        Assert.False(PasswordHash.IsGenerated(PasswordHash.Create("correct horse")));
    }
}
