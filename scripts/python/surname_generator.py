"""The Python twin of SurnameGenerator: python surname_generator.py --data DIR [--seed N] [--epochs N] [--dropout P] [--temperature T] [--count N]"""

import torch
from arguments import parse
from torch.nn import functional
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader, TensorDataset, random_split
from words import letters, read

mask, begin, end = 0, 1, 2
vocabulary = ["<mask>", "<begin>", "<end>", *letters]
embedding_size = 32
hidden_size = 32
sample_size = 20


def vectorize(words):
    codes = [torch.tensor([begin, *map(vocabulary.index, word), end]) for _, word in words]
    x = pad_sequence([line[:-1] for line in codes], batch_first=True, padding_value=mask)
    y = pad_sequence([line[1:] for line in codes], batch_first=True, padding_value=mask)
    return TensorDataset(x, y, torch.tensor([nationality for nationality, _ in words]))


class SurnameGenerationModel(torch.nn.Module):
    def __init__(self, nationalities, p):
        super().__init__()
        self.char_emb = torch.nn.Embedding(len(vocabulary), embedding_size, padding_idx=mask)
        self.nation_emb = torch.nn.Embedding(nationalities, hidden_size)
        self.rnn = torch.nn.GRU(embedding_size, hidden_size, batch_first=True)
        self.fc = torch.nn.Linear(hidden_size, len(vocabulary))
        self.dropout = torch.nn.Dropout(p)

    def forward(self, x, nationality):
        hidden = self.nation_emb(nationality).unsqueeze(0)
        output, _ = self.rnn(self.char_emb(x), hidden)
        return self.fc(self.dropout(output))


def sequence_loss(prediction, target):
    prediction = prediction.view(-1, prediction.size(2))
    return functional.cross_entropy(prediction, target.view(-1), ignore_index=mask)


def compute_accuracy(prediction, target):
    correct = prediction.argmax(dim=-1) == target
    valid = target != mask
    return 100 * (correct & valid).sum().item() / valid.sum().item()


@torch.no_grad()
def sample(model, nationalities, temperature):
    model.eval()
    x = torch.full((len(nationalities), 1), begin)
    hidden = model.nation_emb(nationalities).unsqueeze(0)
    indices = []
    for _ in range(sample_size):
        output, hidden = model.rnn(model.char_emb(x), hidden)
        scores = model.fc(output.squeeze(1))
        probabilities = functional.softmax(scores / temperature, dim=1)
        x = torch.multinomial(probabilities, 1)
        indices.append(x)
    return torch.cat(indices, dim=1)


@torch.no_grad()
def evaluate(model, loader):
    model.eval()
    loss, accuracy = 0, 0
    for batch_index, (x, y, nationality) in enumerate(loader):
        prediction = model(x, nationality)
        loss += (sequence_loss(prediction, y).item() - loss) / (batch_index + 1)
        accuracy += (compute_accuracy(prediction, y) - accuracy) / (batch_index + 1)
    return loss, accuracy


def decode(codes):
    codes = codes.tolist()
    length = codes.index(end) if end in codes else len(codes)
    return "".join(vocabulary[code] for code in codes[:length] if code > end)


args = parse(
    60,
    lambda parser: [
        parser.add_argument("--data", required=True),
        parser.add_argument("--dropout", type=float, default=0.5),
        parser.add_argument("--temperature", type=float, default=0.8),
        parser.add_argument("--count", type=int, default=4),
    ],
)
torch.manual_seed(args.seed)
words = read(args.data)
languages = list(words)
model = SurnameGenerationModel(len(languages), args.dropout)
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, mode="min", factor=0.5, patience=1)
data = vectorize([(i, word) for i, language in enumerate(languages) for word in words[language]])
train_set, valid_set = random_split(data, [0.85, 0.15])
train = DataLoader(train_set, batch_size=64, shuffle=True)
valid = DataLoader(valid_set, batch_size=64)
print("%d languages, %d words to learn from, %d held out" % (len(languages), len(train_set), len(valid_set)))
print(model)

for epoch in range(args.epochs):
    model.train()
    running_loss = 0
    for batch_index, (x, y, nationality) in enumerate(train):
        optimizer.zero_grad()
        loss = sequence_loss(model(x, nationality), y)
        loss.backward()
        optimizer.step()
        running_loss += (loss.item() - running_loss) / (batch_index + 1)
    valid_loss, accuracy = evaluate(model, valid)
    lr = scheduler.get_last_lr()[0]
    scheduler.step(valid_loss)
    print(
        "Epoch [%d/%d] lr=%.5f train=%.2f valid=%.2f accuracy=%.1f%%"
        % (epoch + 1, args.epochs, lr, running_loss, valid_loss, accuracy)
    )

if args.count > 0:
    for i, language in enumerate(languages):
        sampled = sample(model, torch.full((args.count,), i), args.temperature)
        print("%s: %s" % (language, ", ".join(map(decode, sampled))))
