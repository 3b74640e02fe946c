using ConnectNow.Grains.Mail;
using ConnectNow.Mailing;
using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace ConnectNow.Grains.Tests.Mailing;

/// <summary>
/// Whatever the provider does, wherever the process dies and whichever write fails: no mail twice where that can be known, none after its
/// code has expired or was replaced, and none lost that could still be sent.
/// </summary>
public sealed class MailQueuePropertyTests
{
    /// <summary>What a provider does with an attempt.</summary>
    private enum Does
    {
        Take,
        Refuse,
        BeBusy,
        AskToWait,
        PutOff,
        TakeAndLoseTheAnswer,
        LoseTheRequest,
        FailBefore,
        FailAfter,
        HangBefore,
        HangAfter,
    }

    private static readonly Gen<Action<World>> Step = Gen.Frequency(
        (6, Gen.Int[0, 2].Select(topic => (Action<World>)(world => world.Enqueue(topic)))),
        (1, Gen.Int[0, 9].Select(which => (Action<World>)(world => world.EnqueueAgain(which)))),
        (4, Gen.Int[1, 90].Select(seconds => (Action<World>)(world => world.Pass(TimeSpan.FromSeconds(seconds))))),
        (1, Gen.Int[2, 11].Select(minutes => (Action<World>)(world => world.Pass(TimeSpan.FromMinutes(minutes))))),
        (1, Gen.Const((Action<World>)(world => world.Die()))),
        (1, Gen.Const((Action<World>)(world => world.FailNextWrite = true))));

    private static readonly Gen<Does> Deed = Gen.Enum<Does>();

    [Theory, InlineData(false), InlineData(true)]
    public void No_mail_twice_none_late_and_none_lost(bool knowsRepeats) =>
        Gen.Select(Step.Array[1, 30], Deed.Array[0, 30]).Sample(
            (steps, deeds) =>
            {
                using var world = new World(knowsRepeats, deeds);
                foreach (var step in steps) step(world);
                world.End();
            },
            iter: 500,
            threads: 1,
            print: sample => $"{sample.Item1.Length} steps; {string.Join(' ', sample.Item2)}");

    /// <summary>A shard on storage that is there, before a provider that follows a list and then takes everything.</summary>
    private sealed class World : IMailer, IDisposable
    {
        private readonly FakeTimeProvider _time = new(new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero));
        private readonly Turns _turns = new();
        private readonly Queue<Does> _deeds;
        private readonly List<CodeMailRequest> _mails = [];
        private readonly HashSet<Guid> _acknowledged = [];
        private readonly HashSet<Guid> _hasFate = [];
        private readonly Dictionary<Guid, int> _taken = [];
        private readonly HashSet<Guid> _replaced = [];
        private MailQueueState _stored = new();
        private MailQueueShard _shard = null!;
        private MailQueue _box = null!;
        private int _life;
        private bool _isDead;

        public World(bool knowsRepeats, IEnumerable<Does> deeds)
        {
            KnowsRepeats = knowsRepeats;
            _deeds = new(deeds);
            Start();
        }

        public string Name => "world";

        public bool KnowsRepeats { get; }

        public bool FailNextWrite { get; set; }

        public void Dispose() => _shard.Dispose();

        public void Enqueue(int topic)
        {
            var mail = SampleMails.New(_time.GetUtcNow(), $"topic/{topic}");
            foreach (var older in _mails.Where(each => each.Topic == mail.Topic)) _replaced.Add(older.Id);
            _mails.Add(mail);
            Enqueue(mail);
        }

        public void EnqueueAgain(int which)
        {
            if (_mails.Count == 0) return;
            var mail = _mails[which % _mails.Count];
            // Whoever failed to enqueue a mail tries again before there is a newer one, or not at all.
            if (_acknowledged.Contains(mail.Id) || !_replaced.Contains(mail.Id)) Enqueue(mail);
        }

        public void Pass(TimeSpan time)
        {
            _turns.Run(() => _time.Advance(time));
            _turns.Run(_shard.Go);
            if (_isDead) Start();
        }

        /// <summary>The process is gone, and the next one begins with what is stored.</summary>
        public void Die() => Start();

        public void End()
        {
            _deeds.Clear();
            FailNextWrite = false;
            // What hangs is never answered: only the end of the process ends it.
            Die();
            var begun = _time.GetUtcNow();
            var pausedUntil = _box.PausedUntil > begun ? _box.PausedUntil : begun;
            for (var minute = 0; minute < 12; minute++) Pass(TimeSpan.FromMinutes(1));

            foreach (var mail in _mails)
            {
                var taken = _taken.GetValueOrDefault(mail.Id);
                Assert.InRange(taken, 0, 1);
                var couldBeSent = _acknowledged.Contains(mail.Id) && !_hasFate.Contains(mail.Id) && !_replaced.Contains(mail.Id)
                    && mail.ExpiresAt > pausedUntil + TimeSpan.FromMinutes(3) && mail.ExpiresAt > begun + TimeSpan.FromMinutes(3);
                if (couldBeSent) Assert.Equal(1, taken);
            }

            Assert.Empty(_stored.Waiting);
        }

        public async Task<MailOutcome> SendAsync(MailAttempt attempt, CancellationToken cancellationToken)
        {
            var (life, id) = (_life, attempt.Mail.Id);
            await Task.Yield();
            var does = _deeds.Count > 0 ? _deeds.Dequeue() : Does.Take;
            if (does == Does.HangBefore) await new TaskCompletionSource<MailOutcome>().Task;
            if (does == Does.FailBefore) throw new InvalidOperationException("The mailer has a flaw.");
            if (attempt.InDoubt && does is (Does.BeBusy or Does.AskToWait)) return new MailUnknown("busy");
            if (does == Does.BeBusy) return new MailDeferred("421") { OfEveryMail = true };
            if (does == Does.AskToWait) return new MailDeferred("429") { OfEveryMail = true, RetryAfter = TimeSpan.FromMinutes(2) };
            if (attempt.InDoubt)
            {
                Assert.True(KnowsRepeats);
                if (_taken.ContainsKey(id)) return new MailAccepted();
            }

            if (!await attempt.HandOverAsync()) return new MailWithdrawn();
            // From here on a process that dies leaves it in doubt.
            if (!KnowsRepeats) _hasFate.Add(id);
            Assert.Equal(_life, life);
            MustBeWanted(id);
            switch (does)
            {
                case Does.Refuse:
                    _hasFate.Add(id);
                    return new MailRefused("550");
                case Does.PutOff:
                    _hasFate.Remove(id);
                    return new MailDeferred("451");
                case Does.LoseTheRequest:
                    return new MailUnknown("lost");
            }

            _taken[id] = _taken.GetValueOrDefault(id) + 1;
            return does switch
            {
                Does.TakeAndLoseTheAnswer => new MailUnknown("lost"),
                Does.FailAfter => throw new InvalidOperationException("The mailer has a flaw."),
                Does.HangAfter => await new TaskCompletionSource<MailOutcome>().Task,
                _ => new MailAccepted(),
            };
        }

        private void MustBeWanted(Guid id)
        {
            var mail = _mails.Single(each => each.Id == id);
            Assert.True(_time.GetUtcNow() < mail.ExpiresAt, "A code was sent that had expired.");
            // Replaced is what a newer mail was acknowledged after.
            var newer = _mails.Where(each => each.Topic == mail.Topic).SkipWhile(each => each.Id != id).Skip(1);
            Assert.DoesNotContain(newer, each => _acknowledged.Contains(each.Id));
        }

        private void Enqueue(CodeMailRequest mail)
        {
            var enqueued = _turns.Run(() => _shard.Enqueue(mail));
            if (enqueued is { IsCompletedSuccessfully: true } && !enqueued.Result.IsRefused) _acknowledged.Add(mail.Id);
            if (_isDead) Start();
        }

        private void Start()
        {
            _life++;
            _isDead = false;
            var life = _life;
            _box = new MailQueue(_stored, KnowsRepeats, _ => { }, () => 0.5);
            _shard = new MailQueueShard(_box, this, new ProviderGate(_time, NullLogger<ProviderGate>.Instance), new GroupWrites(() => Save(life)).Write, _ => { }, () => { }, _time, NullLogger.Instance);
            _turns.Run(_shard.Go);
        }

        private async Task Save(int life)
        {
            var state = _box.ToState();
            await Task.Yield();
            if (life != _life) throw new IOException("Another process owns the shard.");
            if (FailNextWrite)
            {
                (FailNextWrite, _isDead) = (false, true);
                throw new IOException("The write was not done.");
            }

            _stored = state;
        }
    }
}
