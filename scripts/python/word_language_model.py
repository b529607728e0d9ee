"""The Python twin of WordLanguageModel: python word_language_model.py [--data DIR] [--tied] [--seed N] [--epochs N] ..."""

import copy
import math

import torch
from arguments import parse
from corpus import Corpus
from torch.nn.functional import log_softmax


class RNNModel(torch.nn.Module):
    def __init__(self, ntoken, ninp, nhid, nlayers, dropout, tie_weights):
        super().__init__()
        self.drop = torch.nn.Dropout(dropout)
        self.encoder = torch.nn.Embedding(ntoken, ninp)
        self.rnn = torch.nn.LSTM(ninp, nhid, nlayers, dropout=dropout)
        self.decoder = torch.nn.Linear(nhid, ntoken)
        if tie_weights:
            if nhid != ninp:
                raise ValueError("When using the tied flag, nhid must be equal to emsize")
            self.decoder.weight = self.encoder.weight
        torch.nn.init.uniform_(self.encoder.weight, -0.1, 0.1)
        torch.nn.init.zeros_(self.decoder.bias)
        torch.nn.init.uniform_(self.decoder.weight, -0.1, 0.1)
        self.ntoken, self.nhid, self.nlayers = ntoken, nhid, nlayers

    def forward(self, input, hidden):
        emb = self.drop(self.encoder(input))
        output, hidden = self.rnn(emb, hidden)
        decoded = self.decoder(self.drop(output)).view(-1, self.ntoken)
        return log_softmax(decoded, dim=1), hidden

    def init_hidden(self, bsz):
        weight = next(self.parameters())
        return tuple(weight.new_zeros(self.nlayers, bsz, self.nhid) for _ in "hc")


def batchify(data, bsz):
    nbatch = data.size(0) // bsz
    return data.narrow(0, 0, nbatch * bsz).view(bsz, -1).t().contiguous()


def get_batch(source, i):
    seq_len = min(args.bptt, len(source) - 1 - i)
    return source[i : i + seq_len], source[i + 1 : i + 1 + seq_len].view(-1)


def repackage_hidden(hidden):
    return tuple(state.detach() for state in hidden)


@torch.no_grad()
def evaluate(source):
    model.eval()
    total = 0
    hidden = model.init_hidden(eval_batch_size)
    for i in range(0, source.size(0) - 1, args.bptt):
        data, targets = get_batch(source, i)
        output, hidden = model(data, hidden)
        total += len(data) * criterion(output, targets).item()
    return total / (len(source) - 1)


def train():
    model.train()
    total = 0
    hidden = model.init_hidden(args.batch_size)
    for batch, i in enumerate(range(0, train_data.size(0) - 1, args.bptt)):
        data, targets = get_batch(train_data, i)
        hidden = repackage_hidden(hidden)
        model.zero_grad()
        output, hidden = model(data, hidden)
        loss = criterion(output, targets)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), args.clip)
        optimizer.step()
        total += loss.item()
    return total / (batch + 1)


@torch.no_grad()
def write(count):
    model.eval()
    hidden = model.init_hidden(1)
    word = torch.randint(len(corpus.idx2word), (1, 1))
    words = []
    for _ in range(count):
        output, hidden = model(word, hidden)
        weights = output.squeeze().div(args.temperature).exp()
        word.fill_(torch.multinomial(weights, 1)[0])
        words.append(corpus.idx2word[word.item()])
    return " ".join(words)


args = parse(
    20,
    lambda parser: [
        parser.add_argument("--data"),
        parser.add_argument("--tied", action="store_true"),
        parser.add_argument("--emsize", type=int, default=200),
        parser.add_argument("--nhid", type=int, default=200),
        parser.add_argument("--nlayers", type=int, default=2),
        parser.add_argument("--lr", type=float, default=20),
        parser.add_argument("--clip", type=float, default=0.25),
        parser.add_argument("--batch-size", type=int, default=4),
        parser.add_argument("--bptt", type=int, default=12),
        parser.add_argument("--dropout", type=float, default=0.2),
        parser.add_argument("--words", type=int, default=40),
        parser.add_argument("--temperature", type=float, default=1),
    ],
)
torch.manual_seed(args.seed)
corpus = Corpus(args.data)
eval_batch_size = 2
train_data = batchify(corpus.train, args.batch_size)
val_data = batchify(corpus.valid, eval_batch_size)
test_data = batchify(corpus.test, eval_batch_size)
model = RNNModel(
    len(corpus.idx2word), args.emsize, args.nhid, args.nlayers, args.dropout, args.tied
)
criterion = torch.nn.NLLLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=args.lr)
print("%d words, %d of them different" % (len(corpus.train), len(corpus.idx2word)))
print(model)
print("%d weights" % sum(p.numel() for p in model.parameters()))

best_loss = math.inf
best = copy.deepcopy(model.state_dict())
for epoch in range(1, args.epochs + 1):
    train_loss = train()
    val_loss = evaluate(val_data)
    lr = optimizer.param_groups[0]["lr"]
    print(
        "| end of epoch %d | lr %.2f | train loss %.2f | valid loss %.2f | valid ppl %.1f"
        % (epoch, lr, train_loss, val_loss, math.exp(val_loss))
    )
    if val_loss < best_loss:
        best_loss = val_loss
        best = copy.deepcopy(model.state_dict())
    else:
        for group in optimizer.param_groups:
            group["lr"] /= 4.0

model.load_state_dict(best)
test_loss = evaluate(test_data)
print("| End of training | test loss %.2f | test ppl %.1f" % (test_loss, math.exp(test_loss)))
if args.words > 0:
    print(write(args.words))
